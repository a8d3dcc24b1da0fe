"""Published tables copied into the candidate, as they are."""

from collections.abc import Sequence

from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.publisher import publisher


def copy_published(settings: Settings, tables: Sequence[str]) -> None:
    """Put copies of published tables, with their keys and comments, in the place of the candidate's own."""
    build, marts = settings.database("build"), settings.database("marts")
    with publisher(settings) as connection:
        for table in tables:
            # After a publication the name is a view of what is published. This order fits both.
            connection.exec_driver_sql(f"drop table if exists `{build}`.`{table}`")
            connection.exec_driver_sql(f"drop view if exists `{build}`.`{table}`")
            connection.exec_driver_sql(f"create table `{build}`.`{table}` like `{marts}`.`{table}`")
            connection.exec_driver_sql(f"insert into `{build}`.`{table}` select * from `{marts}`.`{table}`")

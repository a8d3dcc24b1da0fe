"""The candidate gets tables that are to stay as they are published."""

from collections.abc import Sequence

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.flip.table_flip import RETIRED_SUFFIX
from python_jobs.warehouse.publishing.content_marks import content_marks
from python_jobs.warehouse.publishing.publisher import publisher


def make_way(connection: sa.Connection, database: str, table: str) -> None:
    """Drop what the candidate has under a name that a table is to get: a table, or a view.

    After a publication it is a view of what is published. This order fits both.
    """
    connection.exec_driver_sql(f"drop table if exists `{database}`.`{table}`")
    connection.exec_driver_sql(f"drop view if exists `{database}`.`{table}`")


def take_over_published(settings: Settings, tables: Sequence[str]) -> None:
    """Put the same rows, with their keys and comments, in the place of the candidate's own tables.

    The copy that publications have left has them, where it bears the mark of the published one; else they are
    copied.
    """
    build, marts = settings.database("build"), settings.database("marts")
    with publisher(settings) as connection:
        published, retired = (content_marks(connection, database) for database in (marts, build))
        for table in tables:
            make_way(connection, build, table)
            oldest = table + RETIRED_SUFFIX
            if table in published and retired.get(oldest) == published[table]:
                connection.exec_driver_sql(f"rename table `{build}`.`{oldest}` to `{build}`.`{table}`")
                continue
            connection.exec_driver_sql(f"create table `{build}`.`{table}` like `{marts}`.`{table}`")
            connection.exec_driver_sql(f"insert into `{build}`.`{table}` select * from `{marts}`.`{table}`")

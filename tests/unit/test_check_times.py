"""Timing an audit's checks disturbs nobody: other threads of the run execute statements meanwhile."""

from typing import Any

import sqlalchemy as sa

from expectations.check_times import checks_timed, time_statements
from expectations.suites import SUITES


def test_a_statement_that_is_under_way_goes_on_while_timing_begins_and_ends() -> None:
    others, own = sa.create_engine("sqlite://"), sa.create_engine("sqlite://")

    def meanwhile(*_: Any) -> None:
        with checks_timed(SUITES[0]):
            time_statements(own)

    sa.event.listen(sa.Engine, "before_cursor_execute", meanwhile)
    try:
        with others.connect() as connection:
            assert connection.scalar(sa.text("select 1")) == 1
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", meanwhile)

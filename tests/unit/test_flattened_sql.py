"""The macro that takes those steps out of a model that only pass rows on."""

import re
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest

from python_jobs.project import PROJECT_ROOT

MACRO = PROJECT_ROOT / "dbt_project" / "macros" / "materializations" / "flattened.sql"


class _Returned(Exception):
    """How dbt's `return` leaves a macro; no error."""


def _return(value: str) -> None:
    raise _Returned(value)


def flattened(sql: str) -> str:
    """What the macro returns, white space collapsed."""
    return " ".join(returned(sql).split())


def returned(sql: str) -> str:
    environment = jinja2.Environment()  # noqa: S701  # SQL, not HTML
    environment.globals |= {"return": _return, "modules": SimpleNamespace(re=re)}
    module: Any = environment.from_string(MACRO.read_text(encoding="utf-8")).module
    with pytest.raises(_Returned) as ended:
        module.flattened(sql)
    return str(ended.value)


def model(*ctes: str) -> str:
    """A model as the house style has it, of CTEs with a body each."""
    named = (cte.split(" as ", 1) for cte in ctes)
    bodies = ",\n\n".join(f"{name} as (\n\n    {body}\n\n)" for name, body in named)
    return f"\n\nwith\n\n{bodies}\n\nselect * from {ctes[-1].split(' as ')[0].split()[-1]}\n"


def test_a_model_of_one_step_becomes_one_select() -> None:
    sql = model(
        "days as select * from `s`.`int_days`", "final as select date\n    from days\n    where x = 1"
    )
    assert flattened(sql) == "select date from `s`.`int_days` as days where x = 1"


def test_an_alias_that_was_given_stays() -> None:
    sql = model(
        "days as select * from `s`.`int_days`",
        "final as select d.date\n    from days as d\n    inner join days as e\n        on d.date = e.date",
    )
    assert flattened(sql) == (
        "select d.date from `s`.`int_days` as d inner join `s`.`int_days` as e on d.date = e.date"
    )


def test_a_step_that_does_something_stays() -> None:
    sql = model(
        "days as select * from `s`.`int_days`",
        "some as select *\n    from days\n    where x = 1",
        "final as select count(*) as n\n    from some",
    )
    assert flattened(sql) == (
        "with some as ( select * from `s`.`int_days` as days where x = 1 ) select count(*) as n from some"
    )


def test_comments_between_steps_do_no_harm() -> None:
    sql = model(
        "days as select * from `s`.`int_days`",
        "some as select distinct date\n    from days",
        "-- Why it is so, (in brackets).\nfinal as select date\n    from some",
    )
    assert flattened(sql) == (
        "with some as ( select distinct date from `s`.`int_days` as days ) "
        "-- Why it is so, (in brackets). select date from some"
    )
    assert "brackets).\n" in returned(sql), "what follows a comment would be a part of it"


def test_columns_of_the_tables_name_are_left_alone() -> None:
    sql = model("days as select * from `s`.`int_days`", "final as select days.date\n    from days")
    assert flattened(sql) == "select days.date from `s`.`int_days` as days"


def test_what_is_no_model_of_ours_is_left_alone() -> None:
    assert flattened("select 1 as one") == "select 1 as one"

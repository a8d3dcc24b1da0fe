"""What is kept or left out for dbt's speed changes nothing that dbt says or makes."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import parsedatetime
import pytest
from dbt.clients import jinja
from dbt.contracts.project import Project
from dbt.dataclass_schema import dbtClassMixin
from dbt.events import functions
from dbt.events.base_types import DebugLevel, EventLevel
from dbt.events.types import SQLQuery

from python_jobs import leaner_dbt


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back afterwards what these functions replace in other packages."""
    for owner, name in (
        (DebugLevel, "__init__"),
        (functions, "EVENT_MANAGER"),
        (jinja.MacroFuzzEnvironment, "compile"),
        (jinja.BaseMacroGenerator, "get_macro"),
        (dbtClassMixin, "json_schema"),
        (parsedatetime, "Constants"),
    ):
        monkeypatch.setattr(owner, name, vars(owner).get(name) or getattr(owner, name))
    monkeypatch.setattr(DebugLevel, "pb_msg", None, raising=False)
    monkeypatch.setattr(jinja, "get_flags", lambda: Namespace(MACRO_DEBUGGING=False))


def heard() -> list[Any]:
    events: list[Any] = []
    functions.EVENT_MANAGER.callbacks.append(events.append)
    return events


def test_an_event_of_level_debug_is_told_in_full_where_it_is_wanted() -> None:
    leaner_dbt.leave_out_debug_events()
    events = heard()
    query = SQLQuery(conn_name="a model", sql="select 1")
    functions.fire_event(query)
    assert events == []
    functions.fire_event(query, level=EventLevel.WARN)
    assert [(event.info.level, event.data.sql) for event in events] == [("warn", "select 1")]
    assert query.conn_name == "a model"


def call(text: str, **context: Any) -> str:
    """What a macro of that text gives, as dbt calls it."""

    class Macro(jinja.BaseMacroGenerator):
        def get_template(self) -> Any:
            return jinja.get_template(text, {})

        def get_name(self) -> str:
            return "sum_of"

    return str(Macro(context).call_macro(3)).strip()


SUM = "{% macro sum_of(number) %}{{ range(number) | sum + more }}{% endmacro %}"


def test_a_macro_is_compiled_anew_when_its_text_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []
    compile_text = jinja.MacroFuzzEnvironment.compile

    def watched(environment: Any, source: Any, *arguments: Any, **options: Any) -> Any:
        compiled.append(source)
        return compile_text(environment, source, *arguments, **options)

    monkeypatch.setattr(jinja.MacroFuzzEnvironment, "compile", watched)
    leaner_dbt.keep_compiled_macros(tmp_path)
    changed = SUM.replace("+ more", "- more")
    assert [call(SUM, more=1), call(SUM, more=10), call(changed, more=1), call(SUM, more=1)] == [
        "4",
        "13",
        "2",
        "4",
    ]
    assert compiled == [SUM, changed, SUM]


def test_a_macro_sees_its_context_and_the_names_of_jinja() -> None:
    leaner_dbt.share_contexts()
    assert call(SUM, more=1) == "4"
    assert call(SUM, more=1, range=lambda _number: [100]) == "101", "a name of dbt's goes first"


def test_schemas_that_are_kept_are_those_that_are_derived(tmp_path: Path) -> None:
    derived = Project.json_schema()
    leaner_dbt.keep_schemas(tmp_path)
    assert Project.json_schema() == derived
    (kept,) = tmp_path.glob("dbt.contracts.project.Project-*.json")
    kept.write_text("{")
    leaner_dbt.keep_schemas(tmp_path)
    assert Project.json_schema() == derived


def test_results_of_one_kind_share_a_calendar() -> None:
    leaner_dbt.parse_dates_by_one_calendar()
    assert parsedatetime.Constants(localeID="en_US") is parsedatetime.Constants(localeID="en_US")

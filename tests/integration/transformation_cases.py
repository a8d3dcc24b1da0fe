"""Runs the YAML cases of tests/cases: rows in, one model's own SQL, rows expected.

dbt 1.7 has no unit tests. Here a model's compiled SQL runs with its inputs replaced by scratch tables that
have the columns and types of the real ones, filled with the rows of a case: a few milliseconds a case.
"""

import dataclasses
import datetime
import itertools
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
import yaml
from pymysql.connections import Connection

from python_jobs.dbt_process import run_dbt
from python_jobs.project import PROJECT_ROOT

CASES = PROJECT_ROOT / "tests" / "cases"
LAST_LOADED = PROJECT_ROOT / "dbt_project" / "macros" / "materializations" / "insert_last_loaded.sql"
Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One case: the rows of each input, dbt variables, and the rows that the model must give.

    A check of dbt is a query as a model is; the rows that it must give are those that break its rule.
    """

    model: str
    name: str
    given: dict[str, list[Row]]
    expect: list[Row]
    rows: int
    """How many rows the model must give; ``expect`` lists some or all of them."""
    variables: dict[str, Any] = field(default_factory=dict)
    through: tuple[str, ...] = ()
    """Models to be run first, from the same given rows; the case is about what follows from them."""
    always: dict[str, list[Row]] = field(default_factory=dict)
    """Rows of inputs that are not what the case is about; of those that the model reads."""
    same_rows: dict[str, str] = field(default_factory=dict)
    """Inputs that hold the rows of another one, as far as they have its columns."""

    def __str__(self) -> str:
        return f"{self.model}: {self.name}"

    def about(self, subject: str) -> "Case":
        """The same case with its input ``subject``, if it has one, under the name of a real table."""
        given = {subject if table == "subject" else table: rows for table, rows in self.given.items()}
        return dataclasses.replace(self, given=given)


def read_cases(folder: Path = CASES) -> Iterator[Case]:
    """Every case of every file of a folder, the file's defaults filled in.

    A file is about one ``model``, or about several ``models`` that must all behave alike.
    """
    for path in sorted(folder.glob("*.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        defaults = document.get("defaults", {})
        for model, case in itertools.product(
            document.get("models") or [document["model"]], document["cases"]
        ):
            yield Case(
                model=model,
                name=case["name"],
                given={
                    table: [{**defaults.get(table, {}), **row} for row in rows]
                    for table, rows in case["given"].items()
                },
                expect=case["expect"] if "expect" in case else case["expect_among"],
                rows=case["rows"] if "rows" in case else len(case["expect"]),
                variables=case.get("vars", {}),
                through=tuple(document.get("through", ())),
                always=document.get("always", {}),
                same_rows=document.get("same_rows", {}),
            )


@dataclass(frozen=True)
class CompiledModels:
    """Compiled SQL by model or check, and the relation (database, table) of every model, seed and source."""

    sql: dict[str, str]
    config: dict[str, dict[str, Any]]
    checks: list[str]
    inputs: dict[str, list[str]]
    relations: dict[str, tuple[str, str]]


def compile_with_dbt(environment: dict[str, str], target: Path, *options: str) -> None:
    """``dbt compile``, whose results and log go to a folder."""
    folders = {"DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target)}
    end = run_dbt(["compile", *options], {**os.environ, **environment, **folders})
    assert end.exit_code == 0, end.errors


def compile_models(environment: dict[str, str], target: Path, variables: dict[str, Any]) -> CompiledModels:
    """Compile the project with the given variables, as dbt itself does."""
    compile_with_dbt(environment, target, "--vars", json.dumps(variables))
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    nodes = {**manifest["nodes"], **manifest["sources"]}
    queries = [node for node in nodes.values() if node["resource_type"] in {"model", "test"}]
    return CompiledModels(
        sql={node["name"]: node["compiled_code"] for node in queries},
        config={node["name"]: node["config"] for node in queries},
        checks=[node["name"] for node in queries if node["resource_type"] == "test"],
        inputs={
            node["name"]: [nodes[key]["name"] for key in node["depends_on"]["nodes"]] for node in queries
        },
        relations={
            node["name"]: (node["schema"], node.get("identifier") or node["name"])
            for node in nodes.values()
            if node["resource_type"] in {"model", "seed", "source"}
        },
    )


def run_case(case: Case, compiled: CompiledModels, connection: Connection, scratch: str) -> list[Row]:
    """Run the model of a case on its rows in the database ``scratch``; return the rows it gives."""
    models = [*case.through, case.model]
    read = {table for model in models for table in compiled.inputs[model]}
    assert set(case.given) <= read, f"{models} do not read {set(case.given) - read}"
    for table in read - set(case.through):
        rows = case.given.get(table, case.always.get(table, []))
        if table in case.same_rows:
            rows = case.given.get(case.same_rows[table], [])
        relation = compiled.relations[table]
        _fill(connection, scratch, *relation, rows, strict=table not in case.same_rows)
    for model in case.through:
        _make(compiled, connection, scratch, model, model)
    _make(compiled, connection, scratch, case.model, "actual")
    rows = read_rows(connection, f"`{scratch}`.actual")
    with connection.cursor() as cursor:
        for model in case.through:  # another case may give its rows, with gaps that a model does not leave
            cursor.execute(f"drop table `{scratch}`.`{model}`")
    return rows


def run_models(
    compiled: CompiledModels,
    connection: Connection,
    scratch: str,
    models: list[str],
    given: dict[str, list[Row]],
) -> None:
    """Build models, named in the order of their dependence, from given rows; each becomes a scratch table."""
    for table, rows in given.items():
        _fill(connection, scratch, *compiled.relations[table], rows)
    for model in models:
        _make(compiled, connection, scratch, model, model)


def _make(compiled: CompiledModels, connection: Connection, scratch: str, model: str, table: str) -> None:
    """Make a table of a model's rows: a SELECT alone forgives what writing does not (TRAPS: error 1365)."""
    sql = compiled.sql[model]
    for name in compiled.inputs[model]:
        database, relation = compiled.relations[name]
        sql = re.sub(rf"`{database}`\s*\.\s*`{relation}`", f"`{scratch}`.`{relation}`", sql)
    made = f"`{scratch}`.`{table}`"
    config = compiled.config.get(model, {})
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists {made}")
        if config.get("materialized") != "last_loaded":
            # Of a key's date MariaDB makes a column with a zero date as its default.
            cursor.execute("set @mode = @@sql_mode")
            cursor.execute("set session sql_mode = replace(@mode, 'NO_ZERO_DATE', '')")
            cursor.execute(f"create table {made} as {sql}")
            cursor.execute("set session sql_mode = @mode")
            return
        cursor.execute(f"create table {made} as select * from ({sql}) as loaded limit 0")
        cursor.execute(f"alter table {made} add primary key ({', '.join(config['key'])})")
        cursor.execute(f"show columns from {made}")
        columns = [column for column, *_ in cursor.fetchall()]
        macros: Any = jinja2.Template(LAST_LOADED.read_text(encoding="utf-8")).module
        cursor.execute(macros.insert_last_loaded(made, columns, config["key"], sql))


def read_rows(connection: Connection, table: str) -> list[Row]:
    """All rows of a table as dictionaries."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {table}")
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _fill(
    connection: Connection, scratch: str, database: str, name: str, rows: list[Row], *, strict: bool = True
) -> None:
    """Make an input table with the columns of the real one, all nullable, and put rows into it.

    Args:
        strict: refuse columns that the table does not have, instead of leaving them out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name, column_type from information_schema.columns "
            "where table_schema = %s and table_name = %s order by ordinal_position",
            (database, name),
        )
        types = dict(cursor.fetchall())
        assert types, f"{database}.{name} is not built"
        columns = ", ".join(f"`{column}` {type_} null" for column, type_ in types.items())
        cursor.execute(f"create table if not exists `{scratch}`.`{name}` ({columns})")
        cursor.execute(f"delete from `{scratch}`.`{name}`")
        for number, given in enumerate(rows, start=1):
            row = {key: number for key in ("raw_row_id", "_row_id") if key in types} | given
            if not strict:
                row = {key: value for key, value in row.items() if key in types}
            unknown = set(row) - set(types)
            assert not unknown, f"{name} has no column {unknown}"
            names = ", ".join(f"`{key}`" for key in row)
            marks = ", ".join(["%s"] * len(row))
            cursor.execute(f"insert into `{scratch}`.`{name}` ({names}) values ({marks})", list(row.values()))


def assert_rows(actual: list[Row], case: Case) -> None:
    """Fail unless each expected row has a row of its own, in any order, that agrees on its columns."""
    remaining = list(actual)
    for row in case.expect:
        match = next((candidate for candidate in remaining if _agree(candidate, row)), None)
        assert match is not None, f"no row {row}\namong {_on_columns(remaining[:20], case.expect)}"
        remaining.remove(match)
    assert len(actual) == case.rows, f"{len(actual)} rows: {_on_columns(actual[:20], case.expect)}"


def _on_columns(rows: list[Row], expected: list[Row]) -> list[Row]:
    named = [key for row in expected for key in row]
    return [{key: row.get(key) for key in dict.fromkeys(named)} for row in rows] if named else rows


def _agree(actual: Row, expected: Row) -> bool:
    return all(key in actual and _same(actual[key], value) for key, value in expected.items())


def _same(actual: Any, expected: Any) -> bool:
    if actual is None or expected is None:
        return actual is expected
    if isinstance(actual, int | Decimal):
        return Decimal(actual) == Decimal(str(expected))
    if isinstance(actual, datetime.date):
        return actual.isoformat() == str(expected).replace(" ", "T")
    return str(actual) == str(expected)

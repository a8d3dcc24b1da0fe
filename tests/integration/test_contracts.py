"""What the contracts promise is really in the database: types, keys, NOT NULL, CHECK, indexes, comments."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from python_jobs.project import PROJECT_ROOT
from tests.integration.conftest import BuiltProject

MODELS = PROJECT_ROOT / "dbt_project" / "models"


def schema_of(project: BuiltProject) -> dict[str, Any]:
    """Tables of the build database: columns with type and nullability, keys and indexes, checks."""
    build = project.warehouse.settings.database("build")
    query = project.warehouse.query
    schema: dict[str, Any] = {}
    for table, column, type_, nullable in query(
        "select table_name, column_name, column_type, is_nullable from information_schema.columns "
        f"where table_schema = '{build}' order by table_name, ordinal_position"
    ):
        entry = schema.setdefault(table, {"columns": {}, "indexes": {}, "checks": 0})
        entry["columns"][column] = type_ + ("" if nullable == "YES" else " not null")
    for table, index, columns in query(
        "select table_name, index_name, group_concat(column_name order by seq_in_index) "
        f"from information_schema.statistics where table_schema = '{build}' group by table_name, index_name "
        "order by table_name, index_name"
    ):
        schema[table]["indexes"][index] = columns
    for table, checks in query(
        "select table_name, count(*) from information_schema.table_constraints "
        f"where table_schema = '{build}' and constraint_type = 'CHECK' group by table_name"
    ):
        schema[table]["checks"] = checks
    return schema


def test_schema_is_the_golden_one(project: BuiltProject) -> None:
    path = PROJECT_ROOT / "tests" / "fixtures" / f"marts_schema_{project.warehouse.kind}.json"
    if not path.exists():
        path.write_text(json.dumps(schema_of(project), indent=2) + "\n")
        pytest.fail(f"{path.name} was missing and has been written: look at it, commit it, run again")
    assert schema_of(project) == json.loads(path.read_text()), (
        f"The marts' schema changed. If that is meant, remove tests/fixtures/{path.name} and run this again."
    )


def test_every_mart_has_a_primary_key_and_plain_types(project: BuiltProject) -> None:
    for table, entry in schema_of(project).items():
        assert "PRIMARY" in entry["indexes"], table
        types = {type_.split(" ")[0].split("(")[0] for type_ in entry["columns"].values()}
        assert types <= {"bigint", "decimal", "date", "datetime", "varchar", "tinyint"}, table


def test_comments_are_the_descriptions(project: BuiltProject) -> None:
    build = project.warehouse.settings.database("build")
    query = project.warehouse.query
    tables = dict(
        query(
            f"select table_name, table_comment from information_schema.tables where table_schema = '{build}'"
        )
    )
    columns = {
        (table, column): comment
        for table, column, comment in query(
            "select table_name, column_name, column_comment from information_schema.columns "
            f"where table_schema = '{build}'"
        )
    }
    for path in (MODELS / "marts").glob("*.yml"):
        for model in yaml.safe_load(path.read_text())["models"]:
            assert tables[model["name"]] == model["description"].strip()
            for column in model["columns"]:
                assert columns[model["name"], column["name"]] == column["description"].strip()


def test_every_column_is_in_the_yml_and_none_besides(project: BuiltProject) -> None:
    layers = [project.warehouse.settings.database(layer) for layer in ("staging", "build")]
    built: dict[str, list[str]] = {}
    for table, column in project.warehouse.query(
        "select table_name, column_name from information_schema.columns "
        f"where table_schema in ('{layers[0]}', '{layers[1]}') order by table_name, ordinal_position"
    ):
        built.setdefault(table, []).append(column)
    for path in MODELS.rglob("*.yml"):
        for model in yaml.safe_load(path.read_text()).get("models", []):
            assert built[model["name"]] == [column["name"] for column in model["columns"]], model["name"]


def test_a_check_refuses_a_negative_cost(project: BuiltProject) -> None:
    build = project.warehouse.settings.database("build")
    with pytest.raises(sa.exc.DBAPIError, match=r"(?i)constraint"):
        project.warehouse.query(
            f"insert into {build}.mart_channel_week "
            "(week_start, channel_key, channel, cost, impressions, clicks, conversions, revenue) "
            "values ('2024-01-01', 1, 'x', -1, 0, 0, 0, 0)"
        )

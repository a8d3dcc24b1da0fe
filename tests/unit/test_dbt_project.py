"""Rules of a good dbt project, held against dbt's own manifest, as dbt_project_evaluator has them."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from expectations.suites import SUITES
from python_jobs.project import PROJECT_ROOT
from python_jobs.warehouse.aggregates.fact_shape import ROI_MONTHS
from python_jobs.warehouse.publishing.publication import ROTATING_MARTS

DBT = PROJECT_ROOT / "dbt_project"
# Between the fact and what is summed or audited from it.
FACT_READERS = {
    (reader, "fct_campaign_performance")
    for reader in (
        "int_campaigns_unaudited",
        "int_channel_days",
        "int_days_unaudited",
        "int_performance_unaudited",
        ROI_MONTHS,
    )
}
PREFIXES = {"staging": ("stg_",), "intermediate": ("int_", "quarantine_"), "marts": ("dim_", "fct_", "mart_")}
# Parsing asks no server.
NO_SERVER = {
    "MCA_DBT_TYPE": "mysql",
    "MCA_DBT_HOST": "127.0.0.1",
    "MCA_DBT_PORT": "1",
    "MCA_DBT_USER": "nobody",
    "DBT_ENV_SECRET_MCA_PASSWORD": "none",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    target = tmp_path_factory.mktemp("target")
    folders = {"DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target)}
    profiles = {"DBT_PROFILES_DIR": str(PROJECT_ROOT / "profiles")}
    completed = subprocess.run(
        [str(Path(sys.executable).with_name("dbt")), "--quiet", "--warn-error", "parse"],
        cwd=DBT,
        env={**os.environ, **NO_SERVER, **folders, **profiles},
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stdout
    manifest: dict[str, Any] = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def nodes(manifest: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found = [node for node in manifest["nodes"].values() if node["resource_type"] == kind]
    assert found
    return found


def layer(node: dict[str, Any]) -> str:
    return str(node["fqn"][1])


def test_a_name_tells_its_folder(manifest: dict[str, Any]) -> None:
    for model in nodes(manifest, "model"):
        assert model["name"].startswith(PREFIXES[layer(model)]), model["name"]


def test_layers_read_only_what_comes_before_them(manifest: dict[str, Any]) -> None:
    readable = {
        "staging": {"source", "ledger", "staging"},
        "intermediate": {"ledger", "staging", "intermediate", "seed"},
        "marts": {"staging", "intermediate", "marts", "seed"},
    }
    for model in nodes(manifest, "model"):
        for key in model["depends_on"]["nodes"]:
            if (model["name"], key.split(".")[-1]) in FACT_READERS:
                continue
            kind = "ledger" if ".ledger." in key else key.split(".")[0]
            read = layer(manifest["nodes"][key]) if kind == "model" else kind
            assert read in readable[layer(model)], f"{model['name']} reads {key}"
        assert model["depends_on"]["nodes"], f"{model['name']} reads nothing"


def test_every_model_is_read_by_something(manifest: dict[str, Any]) -> None:
    for model in nodes(manifest, "model"):
        readers = [key for key in manifest["child_map"][model["unique_id"]] if not key.startswith("test.")]
        is_audited = model["name"] in {suite.unaudited for suite in SUITES}
        by_python = model["name"] == ROI_MONTHS
        assert readers or is_audited or by_python or layer(model) == "marts", f"nothing reads {model['name']}"


def test_no_relation_is_written_out(manifest: dict[str, Any]) -> None:
    for model in nodes(manifest, "model"):
        code = re.sub(r"--[^\n]*", "", model["raw_code"])
        own = set(re.findall(r"^(\w+) as \(", code, flags=re.M))
        read = set(re.findall(r"\b(?:from|join) ([\w.`]+)", code))
        assert read <= own, f"{model['name']} reads {read - own} without ref or source"


def test_every_model_has_a_tested_key(manifest: dict[str, Any]) -> None:
    tests: dict[str, set[tuple[str, str]]] = {}
    for test in nodes(manifest, "test"):
        for key in test["depends_on"]["nodes"]:
            about = test.get("test_metadata") or {"name": ""}
            tests.setdefault(key, set()).add((about["name"], test.get("column_name") or ""))
    for node in [*nodes(manifest, "model"), *nodes(manifest, "seed")]:
        of_columns = tests.get(node["unique_id"], set())
        by_test = any(("not_null", column) in of_columns for name, column in of_columns if name == "unique")
        by_type = any("primary key" in kind for kind in node["config"].get("column_types", {}).values())
        by_contract = any(constraint["type"] == "primary_key" for constraint in node.get("constraints", []))
        by_materialization = node["config"]["materialized"] == "last_loaded" and bool(node["config"]["key"])
        one_row = node["description"].startswith("One row:")
        is_view = node["config"]["materialized"] == "view"  # it has the key of what it reads
        assert by_test or by_type or by_contract or by_materialization or one_row or is_view, (
            f"{node['name']} has no key"
        )


def test_sources_are_described_and_watched(manifest: dict[str, Any]) -> None:
    for source in manifest["sources"].values():
        assert source["description"], source["name"]
        assert source["columns"], source["name"]
        assert all(column["description"] for column in source["columns"].values()), source["name"]
        if source["source_name"] == "raw" and source["name"] != "load_batches":
            assert source["loaded_at_field"] == "_loaded_at"
            assert source["freshness"]["warn_after"]["count"] == 48
            assert source["freshness"]["error_after"]["count"] == 168


def test_every_seed_column_is_described(manifest: dict[str, Any]) -> None:
    for seed in nodes(manifest, "seed"):
        header = next(csv.reader((DBT / seed["original_file_path"]).read_text(encoding="utf-8").splitlines()))
        assert header == list(seed["columns"]), seed["name"]
        assert all(column["description"] for column in seed["columns"].values()), seed["name"]


def test_a_seed_refuses_an_empty_cell(manifest: dict[str, Any]) -> None:
    for seed in nodes(manifest, "seed"):
        types = seed["config"]["column_types"]
        assert set(types) == set(seed["columns"]), seed["name"]
        assert all("not null" in kind or "primary key" in kind for kind in types.values()), seed["name"]


@pytest.mark.parametrize("seed", ["channel_mapping", "gender_mapping", "country_mapping"])
def test_a_name_of_a_mapping_is_a_spelling_of_itself(seed: str) -> None:
    rows = list(csv.reader((DBT / "seeds" / f"{seed}.csv").read_text(encoding="utf-8").splitlines()))[1:]
    spellings = dict(rows)
    assert all(spelling == " ".join(spelling.lower().split()) for spelling in spellings)
    assert {name: spellings.get(name.lower()) for name in spellings.values()} == {
        name: name for name in spellings.values()
    }


def test_exposures_name_what_reads_the_marts(manifest: dict[str, Any]) -> None:
    exposures = {exposure["name"]: exposure for exposure in manifest["exposures"].values()}
    assert set(exposures) == {"executive_summary", "power_bi"}
    for exposure in exposures.values():
        assert exposure["description"]
        assert exposure["owner"]["name"]
        read = [manifest["nodes"][key] for key in exposure["depends_on"]["nodes"]]
        assert {layer(node) for node in read} == {"marts"}


def test_what_rotates_is_kept_by_publications(manifest: dict[str, Any]) -> None:
    rotating = {node["name"] for node in nodes(manifest, "model") if node["config"].get("rotates")}
    assert rotating | {"customer_segments"} == set(ROTATING_MARTS), "segments are made without dbt"


def test_the_readme_shows_as_many_models_tests_and_tables_as_a_run(manifest: dict[str, Any]) -> None:
    shown = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    models, tests = nodes(manifest, "model"), nodes(manifest, "test")
    run = [test for test in tests if "repeated_by_the_gate" not in test["tags"]]
    assert f"{len(models)} models, {len(run)} tests" in shown
    assert f"expectations on {len(SUITES)} tables" in shown

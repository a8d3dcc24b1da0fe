"""A run for which nothing has changed takes seconds, says so, and leaves what is published as it is."""

import json

from tests.e2e.conftest import TwoRuns


def test_a_run_with_nothing_new_says_so_and_changes_nothing(two_runs: TwoRuns) -> None:
    mca, made = two_runs.mca, json.loads(two_runs.second.stdout)
    published, previous = mca.contents(), mca.contents("previous")
    models = len(mca.frame("segment_models", "ops"))

    shown = mca.succeeds("run", "--without-prefect", *two_runs.files)
    assert f"Nothing changed since run {made['run_id']} (" in shown
    assert f"/outputs/{made['run_id']}/executive_summary.pdf" in shown
    assert (mca.contents(), mca.contents("previous")) == (published, previous)
    assert len(mca.frame("segment_models", "ops")) == models
    assert list(mca.frame("publication")["run_id"]) == [made["run_id"]]
    assert (mca.settings.outputs / "latest").resolve().name == made["run_id"]

    again = json.loads(mca.succeeds("run", "--without-prefect", "--json"))
    assert again["status"] == "unchanged"
    assert again["stages"] == [], "without files there is not even an ingest"
    assert again["unchanged_since"] == {"run_id": made["run_id"], "finished_at": made["finished_at"]}
    assert (again["totals"], again["warnings"]) == (made["totals"], made["warnings"])
    runs = mca.frame("runs", "ops").set_index("run_id")
    assert runs.loc[again["run_id"], "status"] == "unchanged"
    events = mca.frame("run_events", "ops").set_index("run_id")
    ended = events.loc[[again["run_id"]]].set_index("event")["detail"]
    assert ended["unchanged"] == f"since run {made['run_id']}"

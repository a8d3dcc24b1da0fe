"""dbt's results as the pipeline reads them."""

import json
from pathlib import Path

from python_jobs.transform import failure_message, read_results


def result(unique_id: str, status: str, failures: int | None = None, message: str = "") -> dict[str, object]:
    return {
        "unique_id": unique_id,
        "status": status,
        "failures": failures,
        "message": message,
        "execution_time": 0.5,
        "adapter_response": {"rows_affected": 7},
    }


def results_file(folder: Path, *results: dict[str, object]) -> Path:
    path = folder / "run_results.json"
    path.write_text(json.dumps({"results": results, "elapsed_time": 3.5}))
    return path


def test_counts_and_rows(tmp_path: Path) -> None:
    run = read_results(
        results_file(
            tmp_path,
            result("model.campaign_analytics.dim_date", "success"),
            result("test.campaign_analytics.unique_dim_date.abc", "pass", 0),
            result("test.campaign_analytics.warn_spend", "warn", 4),
        )
    )
    assert (run.count("model"), run.count("test"), run.seconds) == (1, 2, 3.5)
    assert run.nodes[0].rows == 7
    assert [(node.name, node.rows) for node in run.warned] == [("warn_spend", 4)]
    assert not run.failed


def test_failures_are_named_with_their_rows(tmp_path: Path) -> None:
    run = read_results(
        results_file(
            tmp_path,
            result("test.campaign_analytics.assert_grain_totals_agree.abc", "fail", 2, "Got 2 results"),
            result("model.campaign_analytics.dim_date", "error", None, "1064 syntax"),
        )
    )
    message = failure_message(run, tmp_path)
    assert "2 of 2" in message
    assert "test assert_grain_totals_agree: 2 rows found" in message
    assert "model dim_date: 1064 syntax" in message


def test_age_of_the_newest_load_is_told_in_hours_and_is_no_number_of_rows(tmp_path: Path) -> None:
    run = read_results(
        results_file(
            tmp_path,
            result("test.campaign_analytics.assert_sources_are_fresh", "fail", 200, "Got 200 results"),
            result("test.campaign_analytics.warn_spend", "warn", 4),
        )
    )
    assert "test assert_sources_are_fresh: nothing loaded for 200 hours" in failure_message(run, tmp_path)
    assert [(node.rows, node.finding) for node in run.nodes] == [
        (0, "nothing loaded for 200 hours"),
        (4, "4 rows found"),
    ]

"""Which runs are news: once for each event, again when it matters, silence while all is as it was."""

from datetime import datetime, timedelta, timezone

from python_jobs.alerts.alert import Alert
from python_jobs.alerts.run_alert import Context, failure_alert, success_alert
from python_jobs.alerts.stale_alert import duration, stale_alert
from python_jobs.alerts.visible_data import VisibleData, what_users_see
from python_jobs.operations_config import AlertsConfig
from python_jobs.warehouse.runs.run_history import PastRun

NOW = datetime(2026, 11, 21, 6, tzinfo=timezone.utc)
NO_CONTEXT = Context((), ())
FAILURE = "The candidate did not pass the gate.\n  Data failed: fct: clicks. Found: 35"


def run_of(hours_ago: float = 0, **changes: object) -> PastRun:
    began = NOW - timedelta(hours=hours_ago)
    parts: dict[str, object] = {
        "run_id": f"{began:%Y%m%dT%H%M%SZ}-0000",
        "status": "succeeded",
        "started_at": began,
        "finished_at": began + timedelta(minutes=2),
        "failed_step": None,
        "error": None,
        "warnings": (),
        "last_date": str(began.date() - timedelta(days=1)),
    }
    return PastRun(**{**parts, **changes})  # type: ignore[arg-type]


def failed(hours_ago: float = 0, error: str = FAILURE, step: str | None = "audit") -> PastRun:
    return run_of(hours_ago, status="failed", failed_step=step, error=error, last_date=None)


def of_failure(run: PastRun, *earlier: PastRun) -> Alert | None:
    return failure_alert(run, earlier, AlertsConfig(), lambda: NO_CONTEXT)


def of_success(
    run: PastRun, *earlier: PastRun, was_told_stale: bool = False, expects_fresh_data: bool = True
) -> Alert | None:
    return success_alert(
        run,
        earlier,
        AlertsConfig(),
        lambda: NO_CONTEXT,
        was_told_stale=was_told_stale,
        expects_fresh_data=expects_fresh_data,
    )


def test_a_failure_names_the_step_and_the_first_lines_of_why() -> None:
    alert = of_failure(failed(), run_of(24))
    assert alert is not None
    assert alert.events == ("failure",)
    assert alert.headline == "The run failed at the step audit"
    assert alert.why == ("The candidate did not pass the gate.", "Data failed: fct: clicks. Found: 35")


def test_the_same_failure_every_five_minutes_is_told_once_a_day() -> None:
    five_minutes = 1 / 12
    runs = [failed(number * five_minutes, error=f"{number} rows failed") for number in range(200, -1, -1)]
    told = [of_failure(run, *reversed(runs[:number])) for number, run in enumerate(runs)]
    headlines = [alert.headline for alert in told if alert is not None]
    assert headlines[0] == "The run failed at the step audit"
    assert headlines[1].startswith("Again, for the 129th time since 2026-11-20 13:20 UTC: the run failed")
    assert len(headlines) == 2, "200 runs go over one midnight"


def test_a_daily_failure_is_told_every_day_with_its_count() -> None:
    alert = of_failure(
        failed(),
        failed(24, "The candidate did not pass the gate.\n  Data failed: fct: clicks. Found: 9"),
        failed(48),
        run_of(72),
    )
    assert alert is not None
    assert alert.headline.startswith("Again, for the 3rd time since 2026-11-19 06:00 UTC")


def test_another_failure_is_told_at_once() -> None:
    for other in (failed(1, "the disk is full"), failed(1, step="publish")):
        alert = of_failure(failed(), other)
        assert alert is not None
        assert not alert.headline.startswith("Again")


def test_an_interrupted_run_is_told_as_such() -> None:
    alert = of_failure(run_of(status="interrupted", failed_step="dbt build", error="SIGTERM"))
    assert alert is not None
    assert alert.headline == "The run was interrupted at the step dbt build"


def test_a_success_like_the_last_one_is_no_news() -> None:
    warning = "dbt: warn_unmapped_channels (35 rows)"
    assert of_success(run_of(), run_of(24)) is None
    assert of_success(run_of()) is None, "nor is the first of all"
    assert (
        of_success(run_of(warnings=(warning,)), run_of(24, warnings=(warning.replace("35", "36"),))) is None
    )


def test_a_new_warning_is_told_and_the_old_ones_are_counted() -> None:
    alert = of_success(run_of(warnings=("old: 3 rows", "new: 4 rows")), run_of(24, warnings=("old: 2 rows",)))
    assert alert is not None
    assert alert.events == ("warning",)
    assert alert.why == ("new: 4 rows", "1 warning more, as before")


def test_the_first_success_after_failures_says_so_and_brings_no_work() -> None:
    alert = of_success(run_of(), failed(24), failed(48), run_of(72))
    assert alert is not None
    assert alert.is_good_news
    assert alert.headline == "Runs succeed again, after 2 failures since 2026-11-19 06:00 UTC"
    assert alert.commands == ()


def test_a_killed_run_counts_as_a_failure_and_is_told_by_the_next() -> None:
    killed = run_of(24, status="interrupted", was_killed=True, error="begun by ops on etl1, process 4711")
    recovered = of_success(run_of(), killed, run_of(48))
    assert recovered is not None
    assert recovered.events == ("recovery",)
    assert "process 4711" in recovered.why[0]
    again_failed = of_failure(failed(), killed)
    assert again_failed is not None
    assert "process 4711" in again_failed.why[-1]


def test_warnings_that_are_gone_and_publications_after_a_pause_are_recoveries() -> None:
    gone = of_success(run_of(), run_of(24, warnings=("old",)))
    late = of_success(run_of(), run_of(100), was_told_stale=True)
    assert gone is not None
    assert late is not None
    assert (gone.headline, late.headline) == ("No warnings any more", "Runs publish again")


def test_stale_data_is_told_once_per_newest_date_and_its_end_too() -> None:
    fresh, old = run_of(48), {"last_date": "2026-11-10"}
    first = of_success(run_of(24, **old), fresh)
    assert first is not None
    assert first.events == ("stale",)
    assert first.headline == "The newest data is of 2026-11-10, 10 days old"
    assert of_success(run_of(**old), run_of(24, **old)) is None
    over = of_success(run_of(), run_of(24, **old))
    assert over is not None
    assert over.headline == "The data is fresh again, up to 2026-11-20"
    assert of_success(run_of(**old), fresh, expects_fresh_data=False) is None, "the demo's data never changes"


def test_data_that_always_comes_too_late_is_told_once() -> None:
    """Each day's newest date is four days old, where three are allowed."""
    fresh = run_of(24 * 6)
    late = [run_of(24 * n, last_date=str((NOW - timedelta(days=n + 4)).date())) for n in range(5, -1, -1)]
    earlier = [[*reversed(late[:number]), fresh] for number in range(len(late))]
    told = [of_success(run, *before) for run, before in zip(late, earlier, strict=True)]
    assert [alert is not None for alert in told] == [True, False, False, False, False, False]
    again = of_success(late[-1], run_of(24), *late[:4])
    assert again is not None
    assert again.events == ("stale",)


def test_no_publication_says_whether_runs_fail_or_none_began() -> None:
    visible = VisibleData(run_of(50).run_id, NOW - timedelta(hours=50), "2026-11-18", True)
    none_began = stale_alert(visible, run_of(50), timedelta(hours=26), NOW, NO_CONTEXT)
    assert none_began.headline == "No run has published for 50 hours"
    assert "still running?" in none_began.why[-1]
    failing = stale_alert(visible, failed(2), timedelta(hours=26), NOW, NO_CONTEXT)
    assert "failed at audit" in failing.why[-1]
    assert stale_alert(None, None, timedelta(hours=26), NOW, NO_CONTEXT).events == ("stale",)


def test_an_older_publication_that_is_visible_is_told_as_a_rollback() -> None:
    visible = VisibleData(run_of(50).run_id, NOW - timedelta(hours=50), "2026-11-18", True)

    def reason(last: PastRun) -> str:
        return stale_alert(visible, last, timedelta(hours=26), NOW, NO_CONTEXT).why[-1]

    newer = run_of(26)
    assert reason(newer) == (
        f"The last run, {newer.run_id}, succeeded 2026-11-20 04:02 UTC, but an older publication is visible "
        "since a rollback (see `mca publication history`), and no run has ended since."
    )
    assert reason(run_of(26, status="unchanged")) == (
        f"The last run, {newer.run_id}, found nothing to change 2026-11-20 04:02 UTC."
    )
    assert reason(run_of(26, status="interrupted")).endswith("interrupted 2026-11-20 04:02 UTC.")
    assert reason(failed(26)).endswith("failed at audit 2026-11-20 04:02 UTC: " + FAILURE.splitlines()[0])


def test_what_users_see_is_said_from_the_runs_point_of_view() -> None:
    visible = VisibleData("R1", NOW, "2026-11-20", True)
    assert what_users_see(visible, "R1").startswith("the data of this run")
    assert what_users_see(visible, "R2").startswith(
        "still the last good data, of run R1, published 2026-11-21"
    )
    without = what_users_see(VisibleData("R1", NOW, "2026-11-20", False), "R2")
    assert "the database does not answer" in without
    assert "run R1" in without
    assert "nothing" in what_users_see(None)


def test_durations_are_as_exact_as_one_wants_to_know() -> None:
    spans = [timedelta(minutes=90), timedelta(hours=26), timedelta(hours=71), timedelta(days=9)]
    assert [duration(span) for span in spans] == ["90 minutes", "26 hours", "71 hours", "9 days"]

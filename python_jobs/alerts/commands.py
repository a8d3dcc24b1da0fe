"""The commands to look further, by the step at which a run has ended."""

from python_jobs import logs
from python_jobs.settings import Settings
from python_jobs.warehouse.runs.run_history import PastRun


def commands_after(settings: Settings, run: PastRun) -> tuple[str, ...]:
    """What to type to see more than an alert says; paths are whole, so that they work from anywhere."""
    look_at_candidate = ("mca publication diff",)
    by_step = {
        "ingest": ("mca batch list",),
        "dbt build": (*look_at_candidate, f"less {settings.home / 'dbt' / 'logs' / 'dbt.log'}"),
        "audit": look_at_candidate,
        "publish": ("mca publication status", "mca server status"),
        None: ("mca server status",),
    }
    specific = () if run.succeeded else by_step.get(run.failed_step, ())
    record = settings.outputs / run.run_id / "run_record.json"
    return (*specific, "mca publication history", f"less {record}", f"less {logs.path(settings)}")

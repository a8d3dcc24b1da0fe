"""Files of rows of runs long past: each run's hold all rows again, and fill the disk of who looks at none."""

import logging
import shutil

from python_jobs.reporting.formats import ROW_FORMATS
from python_jobs.settings import Settings
from python_jobs.warehouse.runs.run_records import RUN_ID

log = logging.getLogger(__name__)


def remove_old_rows(settings: Settings, keep: int | None) -> list[str]:
    """Remove ``csv``, ``parquet`` and ``powerbi`` of all runs but the latest ones that have some.

    PDF, page, workbook, figures and audit stay, and what is in folders of other names.

    Args:
        keep: of how many runs; None for all.

    Returns:
        The runs whose files are gone. What could not be removed is logged, and tried again by the next run.
    """
    if keep is None or not settings.outputs.is_dir():
        return []
    runs = [
        folder
        for folder in settings.outputs.iterdir()
        if RUN_ID.fullmatch(folder.name) and any((folder / name).is_dir() for name in ROW_FORMATS)
    ]
    removed = []
    for folder in sorted(runs, reverse=True)[keep:]:  # a run's id begins with its time
        try:
            for name in ROW_FORMATS:
                if (folder / name).is_dir():
                    shutil.rmtree(folder / name)
        except OSError as error:
            log.warning("Rows of run %s could not be removed: %s", folder.name, error)
        else:
            removed.append(folder.name)
    if removed:
        said = f"Files of rows of {len(removed)} older runs were removed: {', '.join(removed)}"
        log.info(said, extra={"event": "old_rows_removed"})
    return removed

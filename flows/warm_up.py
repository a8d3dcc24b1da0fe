"""Imports what the steps after dbt need while dbt, which is a process of its own, works."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module

# In the order of need: 5 s together, most of it the first and Great Expectations. dbt leaves a core idle
# while it starts and while the server works for it.
_LATER = (
    "polars",
    "sklearn.cluster",
    "sklearn.metrics",
    "scipy.optimize",
    "python_jobs.analysis.customer_segments",
    "python_jobs.analysis.exploration",
    "expectations.suites",
    "expectations.audit",
    "python_jobs.reporting.write",
    "python_jobs.reporting.pdf",
    "python_jobs.reporting.html",
    "pyarrow.parquet",
    "xlsxwriter",
)


@contextmanager
def warming_up() -> Iterator[None]:
    """Import beside the body. A body that ends well waits for the rest; one that was stopped does not.

    Only imports are in the thread: the steps themselves stay in the main one (DECISIONS.md, "Time limits").
    """
    importing = threading.Thread(target=_import_all, daemon=True, name="imports of the later steps")
    importing.start()
    yield
    importing.join()


def _import_all() -> None:
    for name in _LATER:
        with suppress(Exception):  # the step that needs it will fail, and say why
            import_module(name)
        # Polars, once imported, lets the system go on with a read that Ctrl-C interrupts: who waits for dbt
        # would not wake up.
        signal.siginterrupt(signal.SIGINT, True)

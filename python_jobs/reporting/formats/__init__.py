"""The formats of reports; a further one is a module here, and its name below.

The module has a function ``write``, or ``prepare`` if it is one of rows.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from python_jobs.reporting.report import Report, Written

FORMATS = ("pdf", "html", "xlsx", "csv", "parquet", "powerbi")
"""In the order in which they are written: first what is looked at first."""
ROW_FORMATS = ("csv", "parquet", "powerbi")
"""Those that hold rows of the marts, and nothing that is drawn or said: they are written together."""
FORMATS_OF_MARTS = ("csv", "parquet")
"""Those that have a file for each mart."""


def writer(name: str) -> "Callable[[Report], Written]":
    """The function that writes a format without rows. Imported late: ``mca --help`` needs the names only."""
    return cast("Callable[[Report], Written]", import_module(f"{__name__}.{name}").write)

"""Bound 8: the one statement that publishes 20 marts, without readers. Under readers: ``readers.py``."""

from tests.benchmarks import readers
from tests.benchmarks.homes import Home
from tests.benchmarks.measurement import Measurement

_PUBLICATIONS = 20
_LIMIT_MS = 100.0


def measure_publishing(home: Home) -> Measurement:
    """Median time of a flip, in databases with a prefix of their own."""
    figures = readers.measure(home.settings, home.kind, "nobody", _PUBLICATIONS)
    details = {"longest": figures.flip_longest, "failed": figures.failed}
    median = figures.flip_median * 1000
    return Measurement(8, "publication, median", "20 marts", home.kind, median, "ms", _LIMIT_MS, details)

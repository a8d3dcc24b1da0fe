"""What a suite is."""

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.vocabulary import Expectation
from python_jobs.settings import Layer


@dataclass(frozen=True)
class Suite:
    """Expectations of one table.

    ``key`` names the columns that identify a row in the samples of failing rows; in queries, ``{batch}`` is
    the table itself, with an alias in a query that joins and without one elsewhere, and other tables of the
    same layer go by their bare names.
    """

    table: str
    layer: Layer
    key: tuple[str, ...]
    expectations: Sequence[Expectation]

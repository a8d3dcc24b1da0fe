"""What a suite is."""

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.vocabulary import Expectation
from python_jobs.settings import Layer, Settings


@dataclass(frozen=True)
class Suite:
    """Expectations of one table.

    ``key`` names the columns that identify a row in the samples of failing rows; in queries, ``{batch}`` is
    the table (or its unaudited rows), with an alias in a query that joins and without one elsewhere, and
    other tables of the same layer go by their bare names.
    """

    table: str
    layer: Layer
    key: tuple[str, ...]
    expectations: Sequence[Expectation]
    unaudited: str | None = None
    """A view in staging with the rows that no publication has been audited with; None to look at all."""

    def relation(self, settings: Settings) -> tuple[str, str]:
        """Database and name of what is looked at."""
        if self.unaudited is None:
            return settings.database(self.layer), self.table
        return settings.database("staging"), self.unaudited

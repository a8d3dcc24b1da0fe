"""What a suite is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from expectations.vocabulary import FAIL, Expectation
from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.quality_results import DESCRIPTION_LENGTH, QualityResult

TOMORROW = {"$PARAMETER": "tomorrow"}
"""As a ``max_value``: the day after the server's, by UTC."""


@dataclass(frozen=True)
class Suite:
    """Expectations of one table.

    ``key`` names the columns that identify a row in the samples of failing rows; in queries, ``{batch}`` is
    the table (or its unaudited rows), with an alias in a query that joins and without one elsewhere; other
    tables of the same layer go by their bare names, those of staging by ``{staging}.name``. ``{days}`` is a
    condition on the ``date_key`` of the fact (``days_in_turn``).
    """

    table: str
    layer: Layer
    key: tuple[str, ...]
    expectations: Sequence[Expectation]
    unaudited: str | None = None
    """A view in staging with the rows that no publication has been audited with; None to look at all."""
    made_of: frozenset[str] = frozenset()
    """Marts: where they are as published, the table is as it was audited then. Empty where that is not so."""

    def agrees_with(self, results: Sequence[QualityResult]) -> bool:
        """Whether results are of these expectations, and not of those of another version."""
        expected = {
            (str(one.description)[:DESCRIPTION_LENGTH], one.severity == FAIL) for one in self.expectations
        }
        return expected == {(one.description, one.severity == "fail") for one in results}

    def relation(self, settings: Settings) -> tuple[str, str]:
        """Database and name of what is looked at."""
        if self.unaudited is None:
            return settings.database(self.layer), self.table
        return settings.database("staging"), self.unaudited

    def filled_in(self, values: Mapping[str, Any]) -> list[Expectation]:
        """Copies of the expectations, each for one suite of one context, with the values of this audit.

        Args:
            values: ``days``, the condition; ``staging``, the database; ``tomorrow``, a date.
        """
        return [_filled_in(expectation, values) for expectation in self.expectations]


def _filled_in(expectation: Expectation, values: Mapping[str, Any]) -> Expectation:
    changed = {}
    query = getattr(expectation, "unexpected_rows_query", None)
    if query is not None:
        for name in ("days", "staging"):
            query = query.replace(f"{{{name}}}", values[name])
        changed["unexpected_rows_query"] = query
    if getattr(expectation, "max_value", None) == TOMORROW:
        changed["max_value"] = values["tomorrow"]
    return expectation.copy(deep=True, update=changed)

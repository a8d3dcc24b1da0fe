"""What a gate found, in the terms of those who must act on it."""

from dataclasses import dataclass
from pathlib import Path

from python_jobs.errors import DataError
from python_jobs.warehouse.quality_results import Outcome, QualityResult

_WAYS_ON = (
    "If a load is wrong: `mca batch list`, `mca batch withdraw NUMBER`, and run again. If drift or unusual "
    'days are right: mca run --accept-drift "REASON". The bounds are in config/audit.yml.'
)


@dataclass(frozen=True)
class TableResult:
    """All outcomes of one table, or of one comparison, which then is what ``table`` names."""

    table: str
    results: tuple[QualityResult, ...]

    def count(self, outcome: Outcome) -> int:
        """How many of the table's expectations ended so."""
        return sum(result.outcome == outcome for result in self.results)

    @property
    def evaluated(self) -> int:
        """How many expectations were looked at, also those that could not be evaluated."""
        return len(self.results)

    @property
    def failed(self) -> int:
        """Expectations that the data did not meet and that stop the publication."""
        return self.count("failed")

    @property
    def warned(self) -> int:
        """Expectations that the data did not meet and that only deserve a note."""
        return self.count("warned")

    @property
    def errored(self) -> int:
        """Checks that could not be carried out: nothing is known about the data."""
        return self.count("errored")


@dataclass(frozen=True)
class GateResult:
    """The gate's verdict. ``data_docs`` is the index page, ``seconds`` are without the library's import."""

    run_id: str
    tables: tuple[TableResult, ...]
    data_docs: Path
    seconds: float
    comparisons: tuple[TableResult, ...] = ()

    @property
    def sections(self) -> tuple[TableResult, ...]:
        """Tables and comparisons."""
        return (*self.tables, *self.comparisons)

    @property
    def results(self) -> tuple[QualityResult, ...]:
        """Every outcome of every table and comparison."""
        return tuple(result for section in self.sections for result in section.results)

    @property
    def passed(self) -> bool:
        """True if the candidate may be published."""
        return not any(section.failed or section.errored for section in self.sections)

    def require_passed(self) -> None:
        """Stop here unless the candidate may be published.

        Raises:
            DataError: names each expectation that failed, and apart from them each check that broke.
        """
        if self.passed:
            return
        lines = ["The candidate did not pass the gate; the published marts are as they were."]
        for outcome, heading in (("failed", "Data failed"), ("errored", "Check could not be carried out")):
            lines += [
                f"  {heading}: {result.table_name}: {result.description} Found: {result.observed}"
                for result in self.results
                if result.outcome == outcome
            ]
        if any(result.outcome == "failed" for table in self.comparisons for result in table.results):
            lines.append(_WAYS_ON)
        lines.append(f"All results: {self.data_docs.parent.parent / 'audit.html'}")
        counts = [result.unexpected_count or 0 for result in self.results if result.outcome == "failed"]
        raise DataError("\n".join(lines), rows=max(counts, default=0) or None)

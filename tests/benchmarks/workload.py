"""How many rows of which shape a measurement is made on."""

from dataclasses import dataclass
from datetime import date

from tests.benchmarks.shapes import SHAPES, Shape


@dataclass(frozen=True)
class Workload:
    """Rows in raw. The same seed and last day give the same rows."""

    campaigns: int
    customers: int
    seed: int
    shape_name: str
    last_day: date

    @property
    def shape(self) -> Shape:
        """The shape by its name."""
        return SHAPES[self.shape_name]

    @property
    def size(self) -> str:
        """For tables, e.g. ``1M + 100k``."""
        return f"{short(self.campaigns)} + {short(self.customers)}"


def short(rows: int) -> str:
    """A number of rows in few letters: ``5M``, ``100k``, ``1,234``."""
    for unit, letter in ((10**6, "M"), (10**3, "k")):
        if rows >= unit and rows % unit == 0:
            return f"{rows // unit}{letter}"
    return f"{rows:,}"

"""What full runs on several sizes say together: a line per step, and where one machine ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.full_run import MEMORY
from tests.benchmarks.measurement import Measurement

MILLION = 1_000_000


@dataclass(frozen=True)
class Point:
    """One full run: rows in raw, seconds, MB; ``peer_*`` None where the pandas pipeline was left out."""

    server: str
    campaigns: int
    rows: int
    seconds: float
    megabytes: float
    disk_megabytes: float
    stages: dict[str, float]
    peer_seconds: float | None
    peer_megabytes: float | None


@dataclass(frozen=True)
class Line:
    """Seconds (or MB) = ``fixed`` + ``per_million`` for each million rows of campaigns and customers."""

    fixed: float
    per_million: float

    def rows_at(self, value: float) -> float | None:
        """How many million rows take so much; None where it does not grow."""
        return (value - self.fixed) / self.per_million if self.per_million > 0 else None


def points_of(measurements: Sequence[Measurement]) -> list[Point]:
    """The full runs among the figures, by server and size."""
    points = [_point(one, one.details) for one in measurements if one.what == MEMORY]
    return sorted(points, key=lambda point: (point.server, point.rows))


def _point(one: Measurement, details: Any) -> Point:
    return Point(
        one.server,
        details["campaigns"],
        details["campaigns"] + details["customers"],
        details["full run"],
        one.measured,
        details["disk_mb"],
        details["stages"],
        details["pandas"],
        details["pandas_mb"],
    )


def line_through(points: Sequence[Point], values: Sequence[float]) -> Line:
    """The line through the smallest and the largest size: the longer it is, the less do chances bend it."""
    first, last = points[0], points[-1]
    per_million = (values[-1] - values[0]) / (last.rows - first.rows) * MILLION
    return Line(values[0] - per_million * first.rows / MILLION, per_million)


def step_lines(points: Sequence[Point]) -> dict[str, Line]:
    """The line of each step, and of the whole run; points of one server, at least two sizes."""
    lines = {
        step: line_through(points, [point.stages.get(step, 0.0) for point in points])
        for step in points[-1].stages
    }
    return lines | {"whole run": line_through(points, [point.seconds for point in points])}

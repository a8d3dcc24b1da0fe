"""Fact rows counted by channel and ROI, by SQL: in narrow spans, and value by value where asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa


class Span(NamedTuple):
    """Rows of a channel next to each other by ROI, in percent; with ``low`` = ``high``, of one value."""

    bucket: int
    low: float
    high: float
    rows: int


Spans = Mapping[int, Sequence[Span]]
"""By channel key, ascending and without overlaps."""


@dataclass(frozen=True)
class SpanReader:
    """Counts the rows of a fact in buckets: ``scale`` of them are as wide as ``width``, from ``start`` on.

    Scales are powers of two, so that buckets of a finer scale lie in those of a coarser one, to the last bit.
    """

    connection: sa.Connection
    fact: str
    start: float
    width: float

    def buckets(self, scale: int) -> Spans:
        """All rows with an ROI."""
        return self._counted(self._bucket(scale), "")

    def finer(self, wanted: Spans, scale: int, by: int) -> Spans:
        """Of some buckets of a scale, the rows in buckets ``by`` times as narrow."""
        return self._counted(self._bucket(scale * by), self._within(wanted, scale))

    def values(self, wanted: Spans, scale: int, limit: int) -> Spans | None:
        """Of some buckets of a scale, the rows of every value; None with more than ``limit`` values."""
        rows = self._within(wanted, scale)
        read = self._counted("cast(roi_pct as double)", rows, f"limit {limit + 1}")
        return None if sum(map(len, read.values())) > limit else read

    def _bucket(self, scale: int) -> str:
        return f"floor((cast(roi_pct as double) - :start) / :width * {scale})"

    def _within(self, wanted: Spans, scale: int) -> str:
        # A list of constants is searched by halves, a join or a chain of conditions row by row.
        listed = ", ".join(
            f"({channel}, {span.bucket:.17e})" for channel, spans in wanted.items() for span in spans
        )
        return f"and (channel_key, {self._bucket(scale)}) in ({listed})"

    def _counted(self, key: str, within: str, limit: str = "") -> Spans:
        query = (
            f"select channel_key, {key} as bucket, cast(min(roi_pct) as double), "
            f"cast(max(roi_pct) as double), count(*) from {self.fact} where roi_pct is not null {within} "
            f"group by channel_key, bucket {limit}"
        )
        rows = self.connection.execute(sa.text(query), {"start": self.start, "width": self.width})
        found: dict[int, list[Span]] = {}
        for channel, bucket, low, high, number in rows:
            found.setdefault(int(channel), []).append(Span(int(bucket), low, high, int(number)))
        return {channel: sorted(spans, key=_low) for channel, spans in found.items()}


def replaced(spans: Sequence[Span], old: Sequence[Span], new: Sequence[Span]) -> list[Span]:
    """Spans of a channel with the rows of some of them counted anew."""
    return sorted([*set(spans).difference(old), *new], key=_low)


def _low(span: Span) -> float:
    return span.low

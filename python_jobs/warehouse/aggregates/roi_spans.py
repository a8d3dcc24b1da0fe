"""Fact rows counted by channel and ROI, by SQL: in narrow buckets, and value by value where asked for."""

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

# As macros/roi_bucket.sql has it: buckets are a tenth wide below 100 %, then a hundredth of the power of ten
# that they lie above, 1, 10 and so on. So a histogram's bins, whose ends are round, are made of whole ones.
_DECADES = 5
_TENTHS_BELOW = 1_000
_BUCKETS_OF_A_DECADE = 900
NO_ROI = -1_001
"""In ``int_roi_months``, the bucket of rows without an ROI."""


def _continuous_bucket() -> str:
    """SQL of the place of a row's ROI among the buckets; one that has as many tenths as a bucket, exactly."""
    roi = "cast(roi_pct as double)"
    cases = [f"when roi_pct < 100 then {roi} * 10"]
    for decade in range(1, _DECADES + 1):
        place = f"{roi} / 1e{decade - 1} + {_BUCKETS_OF_A_DECADE * decade}"
        cases.append(f"when roi_pct < 1e{decade + 2} then {place}" if decade < _DECADES else f"else {place}")
    return f"case {' '.join(cases)} end"


_BUCKET = _continuous_bucket()


def tenths_below(bucket: int) -> int:
    """The ROI at which a bucket begins, in tenths of a percent."""
    decade = min(_DECADES, max(0, (bucket - _TENTHS_BELOW) // _BUCKETS_OF_A_DECADE + 1))
    return int(10**decade * (bucket - _BUCKETS_OF_A_DECADE * decade))


def bucket_sql(scale: int = 1) -> str:
    """SQL of the number of a row's bucket, or of the one of ``scale`` equal parts of it."""
    return f"floor(({_BUCKET}) * {scale})" if scale > 1 else f"floor({_BUCKET})"


@dataclass(frozen=True)
class SpanReader:
    """Counts rows of some buckets of a fact more closely. Scales, see ``bucket_sql``, are powers of two."""

    connection: sa.Connection
    fact: str

    def finer(self, wanted: Spans, scale: int, by: int) -> Spans:
        """Of some buckets of a scale, the rows in buckets ``by`` times as narrow."""
        return self._counted(bucket_sql(scale * by), wanted, scale)

    def values(self, wanted: Spans, scale: int, limit: int) -> Spans | None:
        """Of some buckets of a scale, the rows of every value; None with more than ``limit`` values."""
        read = self._counted("cast(roi_pct as double)", wanted, scale, f"limit {limit + 1}")
        return None if sum(map(len, read.values())) > limit else read

    def _counted(self, key: str, wanted: Spans, scale: int, limit: str = "") -> Spans:
        # A list of constants is searched by halves, a join or a chain of conditions row by row.
        listed = ", ".join(
            f"({channel}, {span.bucket:.17e})" for channel, spans in wanted.items() for span in spans
        )
        query = (
            f"select channel_key, {key} as bucket, cast(min(roi_pct) as double), "
            f"cast(max(roi_pct) as double), count(*) from {self.fact} where roi_pct is not null "
            f"and (channel_key, {bucket_sql(scale)}) in ({listed}) group by channel_key, bucket {limit}"
        )
        found: dict[int, list[Span]] = {}
        for channel, bucket, low, high, number in self.connection.execute(sa.text(query)):
            found.setdefault(int(channel), []).append(Span(int(bucket), low, high, int(number)))
        return {channel: in_order(spans) for channel, spans in found.items()}


def in_order(spans: Sequence[Span]) -> list[Span]:
    """Spans of a channel, ascending."""
    return sorted(spans, key=lambda span: span.low)


def replaced(spans: Sequence[Span], old: Sequence[Span], new: Sequence[Span]) -> list[Span]:
    """Spans of a channel with the rows of some of them counted anew."""
    return in_order([*set(spans).difference(old), *new])

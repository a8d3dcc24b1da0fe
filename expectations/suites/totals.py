"""Expectations that a summary shares with the fact it was summed from."""

from expectations.vocabulary import (
    FAIL,
    WARN,
    Expectation,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToNotBeNull,
    UnexpectedRowsExpectation,
)

MEASURES = ("cost", "impressions", "clicks", "conversions", "revenue")


_SUMS = ", ".join(f"coalesce(sum({measure}), 0) as {measure}" for measure in MEASURES)


def agrees_with_fact() -> Expectation:
    """The measures of ``mart_channel_day`` add up to those of the fact, exactly, on each day looked at.

    Days by the key, in whose order the fact lies: read once, without a temporary table.
    """
    columns, differs = _compared_with("fact")
    return UnexpectedRowsExpectation(
        unexpected_rows_query=(
            f"select fact.date_key, {columns} "
            f"from (select date_key, {_SUMS} from fct_campaign_performance "
            "where {days} group by date_key) as fact "
            f"left join (select date_key, {_SUMS} from {{batch}} as kept group by date_key) as summary "
            f"on fact.date_key = summary.date_key where {differs}"
        ),
        severity=FAIL,
        description=(
            "On each day all channels together cost, earned, showed and converted what the fact's rows did."
        ),
    )


def agrees_with_channel_days(name: str) -> Expectation:
    """The measures of a summary add up to those of ``mart_channel_day``, exactly: nothing is lost or doubled.

    Args:
        name: what the rows of the summary are, e.g. ``channels``.
    """
    columns, differs = _compared_with("days")
    return UnexpectedRowsExpectation(
        unexpected_rows_query=(
            f"select {columns} from (select {_SUMS} from {{batch}} as kept) as summary "
            f"cross join (select {_SUMS} from mart_channel_day) as days where {differs}"
        ),
        severity=FAIL,
        description=f"All {name} together cost, earned, showed and converted what the fact's rows did.",
    )


def _compared_with(other: str) -> tuple[str, str]:
    """SQL of the measures of ``summary`` beside those of another relation, and of whether any differs."""
    columns = ", ".join(
        f"summary.{measure} as summary_{measure}, {other}.{measure} as {other}_{measure}"
        for measure in MEASURES
    )
    return columns, " or ".join(f"not summary.{measure} <=> {other}.{measure}" for measure in MEASURES)


def summary_expectations(key: str, name: str) -> list[Expectation]:
    """What every summary must be like: keyed, in range, identical in its metrics, complete in its totals."""
    return [
        ExpectColumnValuesToNotBeNull(column=key, severity=FAIL, description=f"Every row has a {key}."),
        ExpectColumnValuesToBeBetween(
            column="ctr_pct",
            min_value=0,
            max_value=100,
            # Days whose impressions are missing still bring their clicks into a sum.
            severity=WARN,
            description="The click-through rate lies between 0 and 100 %.",
        ),
        ExpectColumnValuesToBeBetween(
            column="roas", min_value=0, severity=FAIL, description="The return on ad spend is not negative."
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                f"select {key}, roas, roi_pct from {{batch}} "
                "where cost > 0 and not coalesce(abs(roi_pct - 100 * (roas - 1)) <= 0.000001, false)"
            ),
            severity=FAIL,
            description="ROI and ROAS say the same: roi_pct = 100 * (roas - 1) wherever something was spent.",
        ),
        agrees_with_channel_days(name),
    ]


def shares_add_up(column: str, whole: str | None = None) -> Expectation:
    """Shares of a whole sum to 100 %, where there is a whole.

    Args:
        whole: the column that they are shares of. None: where its sum is 0 they are NULL; those of a mart may
            be 0 then, by the variable ``undefined_ratio``.
    """
    return UnexpectedRowsExpectation(
        unexpected_rows_query=(
            f"select sum({column}) as {column} from {{batch}} "
            f"having sum({whole or column}) > 0 and abs(coalesce(sum({column}), 0) - 100) > 0.001"
        ),
        severity=FAIL,
        description=f"The values of {column} add up to 100 %.",
    )

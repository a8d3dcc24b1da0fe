"""Analysis of campaigns on a real server: what SQL sums and ranks equals plain arithmetic over the rows."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate

import pytest

from python_jobs.analysis.exploration import explore
from python_jobs.period import Period, parse_period
from python_jobs.reporting.report_reading import read_report_data
from python_jobs.settings import Layer
from python_jobs.warehouse.aggregates.campaign_returns import CURVE_POINTS, read_curve, read_returns
from python_jobs.warehouse.aggregates.channel_days import read_channel_days, read_silent_days
from python_jobs.warehouse.connections import Account, engine_for
from tests.conftest import Warehouse
from tests.fixtures.marts import Marts, Row, create_marts, plausible_marts

FEBRUARY = parse_period("2023-02")


def publish(
    warehouse: Warehouse, marts: Marts, layer: Layer = "marts", account: Account = "publisher"
) -> str:
    database = warehouse.settings.database(layer)
    create_marts(engine_for(warehouse.settings, account), database, marts)
    return database


def inside(rows: Iterable[Row], period: Period | None) -> list[Row]:
    return [row for row in rows if period is None or period.first <= row[2] <= period.last]


def by_campaign(rows: list[Row]) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def two_channels() -> Marts:
    """Campaigns on two channels, one without conversions, one without cost."""
    marts = plausible_marts(days=75, campaigns=7, channels=3, customers=0)
    facts = list(marts.facts)
    for day in range(75):
        when = date(2023, 1, 1) + timedelta(days=day)
        facts.append(("Campaign 01", "Email", when, 10.25, 100, 8, day % 3, 21.5 * (day % 3)))
        facts.append(("Dead", "Email", when, 15.5, 100, 8, 0, 0.0))
        facts.append(("Free", "Email", when, 0.0, 100, 8, 1, 5.0))
        # Its cost ends on 10 February, its conversions go on.
        facts.append(("Ended", "Email", when, 9.5 * (day <= 40), 100, 8, 1, 31.5))
    return Marts(facts)


@pytest.mark.parametrize("period", [None, FEBRUARY])
def test_sums_spread_and_expectations_of_campaigns(warehouse: Warehouse, period: Period | None) -> None:
    marts = two_channels()
    database = publish(warehouse, marts)
    with engine_for(warehouse.settings, "analyst").connect() as connection:
        returns = read_returns(connection, database, period)
        silent, near_chance = (
            read_silent_days(connection, database, period, notable) for notable in (0, 1e9)
        )
    rows = inside(marts.facts, period)
    channel = {
        name: [sum(r[i] for r in rows if r[1] == name) for i in (3, 6, 7)] for name in {r[1] for r in rows}
    }
    campaigns = by_campaign(rows)
    costs = {name: sum(row[3] for row in own) for name, own in campaigns.items()}
    assert returns["campaign"].to_list() == sorted(
        (n for n in costs if costs[n] > 0), key=lambda n: -costs[n]
    )
    assert set(returns["campaigns"]) == {len(campaigns) - 1}
    for found in returns.iter_rows(named=True):
        own = campaigns[found["campaign"]]
        expected = {r[1]: 0.0 for r in own}
        for r in own:
            expected[r[1]] += r[3] * channel[r[1]][1] / channel[r[1]][0]
        assert found["fact_rows"] == len(own)
        assert found["last_cost_date"] == max(r[2] for r in own if r[3] > 0)
        assert (found["clicks"], found["conversions"]) == (sum(r[5] for r in own), sum(r[6] for r in own))
        for name, value in {
            "cost": sum(r[3] for r in own),
            "revenue": sum(r[7] for r in own),
            "cost_squares": sum(r[3] ** 2 for r in own),
            "revenue_squares": sum(r[7] ** 2 for r in own),
            "products": sum(r[3] * r[7] for r in own),
            "conversion_variance": sum(r[7] ** 2 / max(r[6], 1) for r in own),
            "highest_value": max(r[7] / max(r[6], 1) for r in own),
            "expected_conversions": sum(expected.values()),
            "usual_value": sum(e * channel[c][2] / channel[c][1] for c, e in expected.items())
            / sum(expected.values()),
        }.items():
            assert found[name] == pytest.approx(value, rel=1e-9), (found["campaign"], name)
    rates = {name: sum(r[6] for r in own) / costs[name] for name, own in campaigns.items() if costs[name]}
    counted = [r for r in rows if rates.get(r[0], 0) > 0]
    quiet = [math.exp(-r[3] * rates[r[0]]) for r in counted]
    assert silent.cost == pytest.approx(sum(r[3] for r in counted if r[6] == 0))
    assert silent.by_chance == pytest.approx(sum(r[3] * p for r, p in zip(counted, quiet, strict=True)))
    assert silent.variance == pytest.approx(
        sum(r[3] ** 2 * p * (1 - p) for r, p in zip(counted, quiet, strict=True))
    )
    assert near_chance == replace(silent, variance=None)


def test_chance_is_estimated_from_some_days_of_a_large_fact(warehouse: Warehouse) -> None:
    marts = two_channels()
    database = publish(warehouse, marts)
    most_rows = sum(
        len({row[2] for row in own}) * len({row[1] for row in own})
        for own in by_campaign(marts.facts).values()
    )
    with engine_for(warehouse.settings, "analyst").connect() as connection:
        exact = read_silent_days(connection, database, None, 0)
        # Every 7th day would be one weekday, so that every 8th is read.
        found = read_silent_days(connection, database, None, 0, sample_rows=math.ceil(most_rows / 7))
    rates = {
        name: sum(r[6] for r in own) / cost
        for name, own in by_campaign(marts.facts).items()
        if (cost := sum(r[3] for r in own))
    }
    days = sorted({row[2] for row in marts.facts})[::8]
    converting = [row for row in marts.facts if rates.get(row[0], 0) > 0]
    sample = [row for row in converting if row[2] in days]
    scale = sum(row[3] for row in converting) / sum(row[3] for row in sample)
    quiet = [math.exp(-row[3] * rates[row[0]]) for row in sample]
    assert found.cost == exact.cost
    assert found.by_chance == pytest.approx(
        scale * sum(row[3] * p for row, p in zip(sample, quiet, strict=True))
    )
    assert found.variance == pytest.approx(
        scale**2 * sum(row[3] ** 2 * p * (1 - p) for row, p in zip(sample, quiet, strict=True))
    )
    assert found.by_chance == pytest.approx(exact.by_chance, rel=0.2)


@pytest.mark.parametrize("period", [None, FEBRUARY])
def test_channel_days_and_curves(warehouse: Warehouse, period: Period | None) -> None:
    marts = two_channels()
    database = publish(warehouse, marts)
    with engine_for(warehouse.settings, "analyst").connect() as connection:
        days = read_channel_days(connection, database, period)
        curves = {name: read_curve(connection, database, period, name) for name in ("cost", "profit")}
    rows = inside(marts.facts, period)
    assert len(days) == len({(r[1], r[2]) for r in rows})
    for found in days.iter_rows(named=True):
        own = [r for r in rows if (r[1], r[2]) == (found["channel"], found["date"])]
        measures = [sum(r[i] for r in own) for i in range(3, 8)]
        assert [
            found[n] for n in ("cost", "impressions", "clicks", "conversions", "revenue")
        ] == pytest.approx(measures)
    amounts = {
        "cost": [sum(r[3] for r in own) for own in by_campaign(rows).values()],
        "profit": [sum(r[7] - r[3] for r in own) for own in by_campaign(rows).values()],
    }
    for name, curve in curves.items():
        ordered = sorted((amount for amount in amounts[name] if amount > 0), reverse=True)
        assert curve["campaigns"].to_list() == list(range(1, len(ordered) + 1))
        assert curve["amount"].to_list() == pytest.approx(ordered)


def test_of_many_campaigns_the_lists_and_curves_stay_short(warehouse: Warehouse) -> None:
    day = date(2024, 1, 1)
    facts = [(f"C{n}", "Email", day, 1.0 + n, 9, 5, n % 2, 2.5 * n * (n % 2)) for n in range(503)]
    database = publish(warehouse, Marts(facts))
    with engine_for(warehouse.settings, "analyst").connect() as connection:
        returns = read_returns(connection, database, None)
        curve = read_curve(connection, database, None, "cost")
    assert set(returns["campaigns"]) == {503}
    by_cost = [row[0] for row in sorted(facts, key=lambda row: -row[3])]
    named = set(returns["campaign"])
    assert set(by_cost[:200]) <= named
    silent = [row[0] for row in sorted(facts, key=lambda row: -row[3]) if row[6] == 0]
    assert set(silent[:200]) <= named
    assert len(named) < 503
    assert len(curve) == CURVE_POINTS
    so_far = list(accumulate(sorted((row[3] for row in facts), reverse=True)))
    reached = list(accumulate(curve["amount"].to_list()))
    assert reached == pytest.approx([so_far[n - 1] for n in curve["campaigns"].to_list()])
    assert curve["campaigns"][-1] == 503


def test_of_many_campaigns_those_that_still_run_are_among_the_lists(warehouse: Warehouse) -> None:
    """Small beside the hundreds that have ended, but only of these can anything be said that helps."""
    long_ago, day = date(2020, 1, 1), date(2024, 1, 1)
    ended = [(f"Old {n}", "Email", long_ago, 1000.0 + n, 9, 5, 1, 3000.0) for n in range(300)]
    running = [(f"New {n}", "Email", day, 1.0 + n, 9, 5, n % 2, 0.5 * (n % 2)) for n in range(30)]
    publish(warehouse, Marts([*ended, *running]), "build", "transformer")
    ranking = explore(warehouse.settings).insights.ranking
    assert {ranked.campaign for ranked in ranking if ranked.is_running} == {row[0] for row in running}
    assert {row[0] for row in ended[100:]} <= {ranked.campaign for ranked in ranking}


def test_insights_of_the_candidate_agree_with_its_rows(warehouse: Warehouse) -> None:
    marts = two_channels()
    publish(warehouse, marts, "build", "transformer")
    insights = explore(warehouse.settings).insights
    campaigns = by_campaign(list(marts.facts))
    for ranked in insights.ranking:
        own = campaigns[ranked.campaign]
        cost, revenue = sum(r[3] for r in own), sum(r[7] for r in own)
        assert (ranked.cost, ranked.revenue) == (pytest.approx(cost), pytest.approx(revenue))
        assert ranked.roi_pct == pytest.approx(100 * (revenue - cost) / cost)
        assert ranked.roi_low_pct <= ranked.roi_pct <= ranked.roi_high_pct
    assert insights.concentration is not None
    assert insights.concentration.campaigns == 10
    assert [waste.campaign for waste in insights.waste] == ["Dead"]
    assert insights.waste[0].cost == pytest.approx(75 * 15.5)
    last = max(row[2] for row in marts.facts)
    running = {row[0] for row in marts.facts if row[3] > 0 and (last - row[2]).days < 28}
    assert {ranked.campaign for ranked in insights.ranking if ranked.is_running} == running
    assert (insights.compared_period, insights.changed_period) == (
        parse_period("2023-01-20..2023-02-16"), parse_period("2023-02-17..2023-03-16")
    )  # fmt: skip
    assert insights.compared_period is not None
    assert insights.changed_period is not None
    for change in insights.profit_changes:
        for total, period in (
            (change.before, insights.compared_period),
            (change.after, insights.changed_period),
        ):
            own = [row for row in inside(marts.facts, period) if row[1] == change.channel]
            assert total == pytest.approx(sum(row[7] - row[3] for row in own))
        parts = change.volume + change.price + change.conversion + change.value
        assert parts == pytest.approx(change.change, abs=1e-6)
    assert sum(month.cost for month in insights.months) == pytest.approx(sum(row[3] for row in marts.facts))
    stakes = [finding.at_stake for finding in insights.findings]
    assert stakes == sorted(stakes, reverse=True)
    assert explore(warehouse.settings).findings == tuple(finding.sentence for finding in insights.findings)


def test_a_period_of_a_publication_is_explored_by_itself(warehouse: Warehouse) -> None:
    marts = two_channels()
    for layer in ("marts", "previous"):
        publish(warehouse, marts, layer)
        insights = explore(warehouse.settings, layer=layer, period=FEBRUARY, comparison="previous").insights
        rows = inside(marts.facts, FEBRUARY)
        assert sum(channel.cost for channel in insights.channels) == pytest.approx(
            sum(row[3] for row in rows)
        )
        assert insights.compared_with == "1 January 2023 to 31 January 2023"
        assert [month.month for month in insights.months] == [date(2023, 2, 1)]
        assert insights.months[0].is_whole
        assert all(FEBRUARY.first <= anomaly.date <= FEBRUARY.last for anomaly in insights.anomalies)


def test_whether_figures_reach_from_end_to_end_of_what_is_compared(warehouse: Warehouse) -> None:
    """Of 1 January to 16 March; days in between that have no figures are nothing that is missing."""
    empty = {date(2023, 2, 1), date(2023, 2, 28)}
    publish(warehouse, Marts([row for row in two_channels().facts if row[2] not in empty]))
    found = {}
    for period in ("2023-02", "2023-03", "2023-02-20..2023-03-16", "2023-01-20..2023-02-16"):
        insights = explore(
            warehouse.settings, layer="marts", period=parse_period(period), comparison="previous"
        ).insights
        assert insights.profit_changes
        found[period] = insights.is_compared_whole
        data = read_report_data(warehouse.settings, "marts", parse_period(period), "previous")
        assert data.is_compared_whole == found[period]
    assert list(found.values()) == [True, False, True, False]


@pytest.mark.parametrize(
    "rows",
    [
        [("Free", "Email", date(2024, 2, 29), 0.0, 9, 5, 0, 0.0)],
        [("Free", "Email", date(2024, 2, 29), 0.0, 9, 5, 2, 70.0)],
        [("Dead", "Email", date(2024, 2, 29), 9.0, 0, 0, 0, 0.0)],
        [(f"C{n}", f"Channel {n}", date(2024, 2, 29), 9.0, 9, 5, n, 7.0 * n) for n in range(40)],
    ],
)
def test_odd_publications_are_explored(warehouse: Warehouse, rows: list[Row]) -> None:
    publish(warehouse, Marts(rows))
    insights = explore(warehouse.settings, layer="marts").insights
    assert len(insights.ranking) == sum(row[3] > 0 for row in rows)
    assert all(ranked.conversions >= 10 for ranked in insights.ranking if ranked.is_certain)
    assert insights.profit_changes == insights.anomalies == ()
    assert explore(warehouse.settings, layer="marts", period=parse_period("2031")).insights.ranking == ()
    longest = explore(warehouse.settings, layer="marts", period=parse_period("1900..9998")).insights
    assert longest.ranking == insights.ranking

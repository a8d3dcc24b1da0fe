"""The page in a browser: whatever is chosen, its figures are those of SQL."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from python_jobs.analysis.campaigns.profit_change import Funnel, effects
from python_jobs.analysis_config import ReportConfig
from python_jobs.language import Language
from python_jobs.metrics import METRIC, METRICS
from python_jobs.period import Period, parse_period
from python_jobs.reporting.write import write_reports
from python_jobs.warehouse.aggregates.cube_rows import DECIMALS
from python_jobs.warehouse.aggregates.page_cube import read_page_cube
from python_jobs.warehouse.connections import engine_for
from tests.conftest import Warehouse
from tests.fixtures.marts import Marts, create_marts, plausible_marts
from tests.fixtures.opened_page import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MARTS = plausible_marts(days=100, campaigns=10, channels=4)
WHOLE = Period(date(2023, 1, 1), date(2023, 4, 10))
MEASURES = ("cost", "impressions", "clicks", "conversions", "revenue")
INDIAN = {"currency_code": "INR", "digit_grouping": "indian"}
Figures = dict[str, Any]


class Choice:
    """A choice of the filters, and what SQL says about it."""

    def __init__(
        self, period: Period, channels: Sequence[str] | None = None, campaigns: Sequence[str] | None = None
    ) -> None:
        """None stands for all."""
        self.period, self.channels, self.campaigns = period, channels, campaigns

    def figures(
        self, warehouse: Warehouse, by: str = "''", period: Period | None = None
    ) -> dict[Any, Figures]:
        """Measures and metrics of the chosen rows, by a column or an expression."""
        marts, days = warehouse.settings.database("marts"), period or self.period
        where = [f"f.date between '{days.first}' and '{days.last}'"]
        for column, names in (("channel", self.channels), ("campaign_label", self.campaigns)):
            if names is not None:
                where.append(f"{column} in ({', '.join(map(repr, names)) or 'null'})")
        ratios = ", ".join(
            f"{m.factor} * cast({m.numerator} as decimal(38, 20)) / nullif({m.denominator or '1'}, 0)"
            for m in METRICS
        )
        sums = ", ".join(f"sum({name}) as {name}" for name in MEASURES)
        rows = warehouse.query(
            f"select summed.*, {ratios} from (select {by} as name, {sums} "
            f"from {marts}.fct_campaign_performance f "
            f"join {marts}.dim_channel c on c.channel_key = f.channel_key "
            f"join {marts}.dim_campaign a on a.campaign_key = f.campaign_key "
            f"where {' and '.join(where)} group by name) summed"
        )
        names = (*MEASURES, *(metric.name for metric in METRICS))
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


def page_of(warehouse: Warehouse, folder: Path, marts: Marts, **options: Any) -> Path:
    create_marts(engine_for(warehouse.settings, "publisher"), warehouse.settings.database("marts"), marts)
    config = ReportConfig(**options.pop("config", {}))
    return write_reports(warehouse.settings, "run-1", folder, config, formats=("html",), **options)["html"]


def choices(number: int) -> list[Choice]:
    """All, nothing, and random ones."""
    picked = random.Random(11)
    channels = sorted({row[1] for row in MARTS.facts})
    campaigns = sorted({row[0] for row in MARTS.facts})
    made = [Choice(WHOLE), Choice(WHOLE, channels=[])]
    for _ in range(number):
        first = WHOLE.first + timedelta(days=picked.randrange(95))
        made.append(
            Choice(
                Period(first, min(WHOLE.last, first + timedelta(days=picked.randrange(70)))),
                picked.choice([None, picked.sample(channels, picked.randrange(1, 3))]),
                picked.choice([None, picked.sample(campaigns, picked.randrange(1, 9))]),
            )
        )
    return made


def test_every_figure_follows_the_filters(warehouse: Warehouse, tmp_path: Path, browser: "Browser") -> None:
    language = Language()

    def written(figures: Figures, *names: str) -> list[str]:
        return [language.metric(figures[name], METRIC[name].unit) for name in names]

    def amounts(figures: Figures) -> list[str]:
        return [language.money(figures[name]) for name in ("cost", "revenue", "profit")]

    with opened(browser, page_of(warehouse, tmp_path, MARTS)) as page:
        for choice in choices(3):
            page.choose(choice.period.first, choice.period.last, choice.channels, choice.campaigns)
            total = choice.figures(warehouse).get("", dict.fromkeys((*MEASURES, *METRIC)))
            shown = page.key_figures()
            for name in ("cost", "revenue", "profit"):
                assert shown[name] == language.money(total[name] or 0)
            for name in ("roi_pct", "roas", "ctr_pct", "conversion_rate_pct", "cpa", "conversion_value"):
                assert shown[name] == language.metric(total[name], METRIC[name].unit)
            by_channel = choice.figures(warehouse, "channel")
            assert [[row[0], *row[2:5], *row[6:]] for row in page.table("channels")] == [
                [
                    name,
                    *amounts(row),
                    *written(row, "roi_pct", "roas", "ctr_pct", "conversion_rate_pct", "cpa"),
                ]
                for name, row in sorted(by_channel.items(), key=lambda item: -item[1]["roi_pct"])
            ]
            by_campaign = choice.figures(warehouse, "campaign_label")
            assert [[*row[:5], *row[6:]] for row in page.table("campaigns")] == [
                [name, *amounts(row), *written(row, "roi_pct", "roas"),
                 language.count(row["conversions"]), *written(row, "cpa")]
                for name, row in sorted(by_campaign.items(), key=lambda item: -item[1]["profit"])
            ]  # fmt: skip
            by_month = choice.figures(warehouse, "date_format(f.date, '%Y-%m-01')")
            assert [row[1:4] for row in page.table("months")] == [
                amounts(row) for _, row in sorted(by_month.items(), reverse=True)
            ]
            if by_channel:
                by_day = choice.figures(warehouse, "f.date")
                assert page.figure_table("revenue_cost_trend") == [
                    [
                        language.short_day(day),
                        *(language.money(row[name]) for name in ("revenue", "cost", "profit")),
                    ]
                    for day, row in sorted(by_day.items())
                ]
        march = Choice(parse_period("2023-03"))
        page.choose(march.period.first, march.period.last)
        assert page.figure_table("profit_change") == changes_of_profit(warehouse, march, language)
        assert page.problems == []


def changes_of_profit(warehouse: Warehouse, choice: Choice, language: Language) -> list[list[str]]:
    """The change of each channel and its effects, as the analysis splits it."""
    before = choice.figures(warehouse, "channel", choice.period.compared("previous"))
    after = choice.figures(warehouse, "channel")
    found = []
    for name in after:
        sides = [
            {m: Fraction(row[name][m]) for m in MEASURES if m != "impressions"} for row in (before, after)
        ]
        split = effects(Funnel(**sides[0]), Funnel(**sides[1]))
        change = after[name]["profit"] - before[name]["profit"]
        parts = (split.volume, split.price, split.conversion, split.value)
        assert sum(parts) == Fraction(change)
        found.append((abs(change), [name, *(language.money(float(part)) for part in (change, *parts))]))
    return [row for _, row in sorted(found, reverse=True)]


def test_a_report_of_a_period_has_earlier_days_to_compare_with_and_no_others(
    warehouse: Warehouse, tmp_path: Path, browser: "Browser"
) -> None:
    path = page_of(
        warehouse, tmp_path, MARTS, period=parse_period("2023-03"), comparison="previous", config=INDIAN
    )
    language = Language("en", "INR", None, "indian")
    choice = Choice(parse_period("2023-03"))
    now, before = (
        choice.figures(warehouse, period=p)[""] for p in (choice.period, choice.period.compared("previous"))
    )
    with opened(browser, path) as page:
        assert page.key_figures()["cost"] == language.money(now["cost"])
        change = 100 * (now["cost"] - before["cost"]) / before["cost"]
        assert (
            page.page.inner_text("#figure-cost .amount")
            == f"{'+' if change > 0 else ''}{language.percent(change, 1)}"
        )
        assert page.page.get_attribute("#from", "min") == "2023-03-01"
        assert page.page.inner_text("#compared") == "Changes are against 1 February 2023 to 28 February 2023."
        page.choose(date(2023, 2, 1), date(2023, 3, 5))
        assert "Not a period with figures" in page.page.inner_text("#period-problem")


def test_however_few_rows_there_may_be_the_sums_are_those_of_the_fact(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    database = settings.database("marts")
    create_marts(engine_for(settings, "publisher"), database, MARTS)
    fact = f"{database}.fct_campaign_performance"
    totals = warehouse.query(f"select {', '.join(f'sum({m})' for m in MEASURES)} from {fact}")
    by_channel = dict(warehouse.query(f"select channel_key, sum(revenue) from {fact} group by channel_key"))
    for max_rows, single in ((100_000, 10), (900, 4), (200, 1), (70, 0)):
        with engine_for(settings, "analyst").connect() as connection:
            cube = read_page_cube(connection, database, None, max_rows)
        assert len(cube.rows) <= max_rows
        assert (len(cube.campaigns), cube.other_campaigns) == (single, 10 - single)
        rows = cube.rows
        sums = {name: int(getattr(rows, name).sum()) for name in MEASURES}
        in_units = {name: DECIMALS if name in {"cost", "revenue"} else 0 for name in MEASURES}
        assert sums == {
            name: total.scaleb(in_units[name]) for name, total in zip(MEASURES, totals[0], strict=True)
        }
        revenue = {key: int(rows.revenue[rows.channel == key].sum()) for key in cube.channels}
        assert revenue == {key: amount.scaleb(DECIMALS) for key, amount in by_channel.items()}
        assert (cube.daily_from is not None) == (max_rows <= 200)
        if cube.daily_from is not None:
            days = [date(1970, 1, 1) + timedelta(days=day) for day in rows.day.tolist()]
            weekly = {day for day in days if WHOLE.first < day < cube.daily_from}
            assert {day.weekday() for day in weekly} == {0}


def test_a_page_with_too_many_campaigns_says_what_is_partial(
    warehouse: Warehouse, tmp_path: Path, browser: "Browser", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_page_cube, "__defaults__", (200,))
    path = page_of(warehouse, tmp_path, MARTS)
    with opened(browser, path) as page:
        notes = page.page.inner_text("#cube-notes")
        assert "campaigns with little cost are shown per channel only" in notes
        assert "are kept per week" in notes
        total = Choice(WHOLE).figures(warehouse)[""]
        assert page.key_figures()["revenue"] == Language().money(total["revenue"])
        # A period that cuts a week is widened to the whole week, and the page says for which days it stands.
        page.choose(date(2023, 1, 11), date(2023, 1, 12))
        assert page.page.inner_text("#choice").startswith("9 January 2023 to 15 January 2023")
        week = Choice(parse_period("2023-01-09..2023-01-15")).figures(warehouse)[""]
        assert page.key_figures()["revenue"] == Language().money(week["revenue"])
        page.scroll_through()
        assert page.problems == []

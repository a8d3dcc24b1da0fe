"""Every number of the PDF's tables equals that of SQL, on both servers, for everything and for a period."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from python_jobs.language import Language
from python_jobs.period import Period
from python_jobs.reporting.pdf import write_pdf
from python_jobs.reporting.report_reading import read_report_data
from python_jobs.reporting.summary import make_summary
from python_jobs.warehouse.connections import engine_for
from tests.conftest import Warehouse
from tests.fixtures.marts import create_marts, plausible_marts

SUMS = "sum(cost), sum(revenue), sum(revenue) - sum(cost)"
RATIO = "cast({0} as decimal(38,10)) / nullif(sum({1}), 0)"
ROI = f"100 * {RATIO.format('sum(revenue) - sum(cost)', 'cost')}"


def text_of(path: Path) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    return re.sub(r"\s+", " ", text).replace("\u00a0", " ")


def amounts(*values: Any) -> str:
    return " ".join(f"-${-value:,.2f}" if value < 0 else f"${value:,.2f}" for value in values)


def test_the_tables_on_paper_say_what_sql_says(warehouse: Warehouse, tmp_path: Path) -> None:
    database = warehouse.settings.database("marts")
    create_marts(
        engine_for(warehouse.settings, "publisher"), database, plausible_marts(days=60, campaigns=25)
    )
    fact = (
        f"{database}.fct_campaign_performance join {database}.dim_campaign using (campaign_key) "
        f"join {database}.dim_channel using (channel_key)"
    )
    for period in (None, Period(date(2023, 1, 10), date(2023, 2, 5))):
        data = read_report_data(warehouse.settings, "marts", period, "previous" if period else None)
        summary = make_summary(data, "Campaign performance", Language(), (), ())
        write_pdf(replace(summary, charts=()), {}, tmp_path / "report.pdf")
        text = text_of(tmp_path / "report.pdf")
        where = f"where date between '{period.first}' and '{period.last}'" if period else ""

        channels = warehouse.query(
            f"select channel, {SUMS}, {ROI}, {RATIO.format('sum(revenue)', 'cost')}, "
            f"100 * {RATIO.format('sum(clicks)', 'impressions')}, "
            f"100 * {RATIO.format('sum(conversions)', 'clicks')}, "
            f"{RATIO.format('sum(cost)', 'conversions')} from {fact} {where} group by channel"
        )
        assert len(channels) == 5
        for name, cost, revenue, profit, roi, roas, ctr, rate, cpa in channels:
            line = (
                f"{name} {amounts(cost, revenue, profit)} {roi:,.2f} % {roas:,.2f} {ctr:,.2f} % "
                f"{rate:,.2f} % {amounts(cpa)}"
            )
            assert line in text

        campaigns = warehouse.query(
            f"select campaign_label, {SUMS}, {ROI} from {fact} {where} group by campaign_label "
            "order by 4 desc, campaign_label"
        )
        for name, cost, revenue, profit, roi in (*campaigns[:10], *campaigns[-10:]):
            assert f"{name} {amounts(cost, revenue, profit)} {roi:,.2f} %" in text

        earlier = "where date between '2022-12-14' and '2023-01-09'"
        before = warehouse.query(f"select sum(revenue), sum(clicks) from {fact} {earlier}")[0]
        now = warehouse.query(f"select sum(revenue), sum(clicks) from {fact} {where}")[0]
        assert f"Revenue {amounts(now[0])}" in text
        assert f"{now[1]:,} clicks" in text
        if period:
            assert f"{100 * (now[0] - before[0]) / before[0]:+,.1f} %; before" in text
            assert "Partial figures. It is compared with 14 December 2022 to 9 January 2023" in text

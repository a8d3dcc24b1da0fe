"""Files of other platforms, through a new mapping into the marts, held against pandas on the file itself.

The files are small inventions in the dress of real exports: other headers, delimiters, dates and numbers, and
a totals line below the last row, which must never be summed in.
"""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from python_jobs import transform
from python_jobs.errors import DataError
from python_jobs.ingest.batches import ingest_files
from tests.conftest import Warehouse

# German: semicolons, decimal commas, points between thousands, DD.MM.YYYY, Windows' encoding, a totals line.
GERMAN_MAPPING = """\
table: campaigns
delimiter: ";"
encoding: cp1252
decimal_comma: true
date_formats: "%d.%m.%Y"
columns:
  campaign_name: Kampagne
  channel: {header: Werbekanal}
  cost: ["Kosten (EUR)", Kosten]
  impressions: Impressionen
  clicks: Klicks
  conversions: Conv.
  revenue: Umsatz
  date: Tag
"""
GERMAN_FILE = """\
Tag;Kampagne;Werbekanal;Impressionen;Klicks;Conv.;Kosten (EUR);Umsatz
01.02.2024;Frühling;email;12.345;123;4;1.234,56 €;2.000,00 €
02.02.2024;Frühling;email;1.234;56;0;€ 99,90;0
02.02.2024;FRÜHLING ;E-Mail;1.300;60;1;101,10;50,5
29.02.2024;Größe XL;Suche;987;7;;12,00;-
01.03.2024;Größe XL;;1.000.000;45.678;12;10.000;12.345,678
Summe;;;1.015.866;45.924;17;11.447,56;14.396,178
"""

# American: dollars, commas between thousands, 'Feb 3, 2021', money in micros, negatives in parentheses.
AMERICAN_MAPPING = """\
table: campaigns
date_formats: ["%b %d, %Y", "%m/%d/%y"]
templates:
  campaign_name: "{Campaign} / {Ad set name}"
columns:
  cost: {header: cost_micros, factor: 0.000001}
  impressions: Impr.
  clicks: Clicks (all)
  conversions: Purchases
  revenue: Conv. value
  date: Day
constants:
  channel: facebook
"""
AMERICAN_FILE = """\
Day,Campaign,Ad set name,Impr.,Clicks (all),Purchases,cost_micros,Conv. value,CTR (all)
"Feb 3, 2021",Launch,"Women, 25-34","12,345",321,12,"123,456,789","$1,234.50",2.60%
"Feb 3, 2021",Launch,Men,"1,000",20,0,5000000,$0.00,2.00%
02/04/21,Launch,Men,900,18.0,1,4500000,US$ 30,2.00%
"Feb 30, 2021",Launch,Men,900,18,1,4500000,$30,2.00%
"Feb 5, 2021",Launch,Men,900,18,1,4500000,($30.00),2.00%
Total,,,"14,245",359,13,"132,956,789","$1,264.50",2.52%
"""


def load(
    warehouse: Warehouse, folder: Path, mapping: str, content: str, encoding: str = "utf-8"
) -> Warehouse:
    """The warehouse with one file loaded through the only mapping of a configuration folder of its own."""
    sources = folder / "config" / "sources"
    sources.mkdir(parents=True)
    (sources / "export.yml").write_text(mapping, encoding="utf-8")
    file = folder / "export.csv"
    file.write_text(content, encoding=encoding)
    settings = warehouse.settings.model_copy(update={"config_dir": folder / "config"})
    ingest_files(settings, [file], None)
    return Warehouse(settings, warehouse.kind)


def marts(warehouse: Warehouse, share: float) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Rows of the fact by day and name, and the reasons of the quarantined rows in the file's order."""
    transform.build(warehouse.settings, "foreign", variables={"max_quarantined_share": share})
    build, staging = (warehouse.settings.database(layer) for layer in ("build", "staging"))
    fact = warehouse.query(
        "select campaign_name, channel, date, cost, impressions, clicks, conversions, revenue "
        f"from {build}.fct_campaign_performance join {build}.dim_campaign using (campaign_key) "
        f"join {build}.dim_channel using (channel_key) order by date, campaign_name"
    )
    return fact, warehouse.query(
        f"select quarantine_reasons from {staging}.quarantine_campaigns order by raw_row_id"
    )


def test_german_export(warehouse: Warehouse, tmp_path: Path) -> None:
    loaded = load(warehouse, tmp_path, GERMAN_MAPPING, GERMAN_FILE, "cp1252")
    with pytest.raises(DataError, match="assert_quarantined_share_is_within_limit: 1 rows found"):
        marts(loaded, 0.05)
    fact, quarantined = marts(loaded, 0.5)
    frame = pd.read_csv(StringIO(GERMAN_FILE), sep=";", dtype=str, skipfooter=1, engine="python")
    # Row 3 restates row 2; row 4 has no revenue.
    frame = frame.drop(index=[1, 3]).rename(columns={"Kosten (EUR)": "cost", "Umsatz": "revenue"})
    money = frame[["cost", "revenue"]].apply(
        lambda texts: texts.str.replace(r"[.€ ]", "", regex=True).str.replace(",", ".").map(Decimal)
    )
    assert [(row[3], row[7]) for row in fact] == list(money.itertuples(index=False, name=None))
    assert [row[:3] for row in fact] == [
        ("frühling", "Email", pd.Timestamp("2024-02-01").date()),
        ("frühling", "Email", pd.Timestamp("2024-02-02").date()),
        ("größe xl", "Unknown", pd.Timestamp("2024-03-01").date()),
    ]
    assert [row[4:7] for row in fact] == [(12345, 123, 4), (1300, 60, 1), (1000000, 45678, 12)]
    assert quarantined == [("missing_revenue",), ("missing_campaign_name,unparsed_date",)]


def test_american_export(warehouse: Warehouse, tmp_path: Path) -> None:
    fact, quarantined = marts(load(warehouse, tmp_path, AMERICAN_MAPPING, AMERICAN_FILE), 0.9)
    frame = pd.read_csv(StringIO(AMERICAN_FILE), dtype=str, thousands=",").head(3)
    micros = frame["cost_micros"].str.replace(",", "").map(Decimal)
    revenue = frame["Conv. value"].str.replace(r"[$,US ]", "", regex=True).map(Decimal)
    assert sum(row[3] for row in fact) == micros.sum() / 1_000_000  # type: ignore[misc]
    assert sum(row[7] for row in fact) == revenue.sum()  # type: ignore[misc]
    assert [row[:2] for row in fact] == [
        ("launch / men", "Social Media"),
        ("launch / women, 25-34", "Social Media"),
        ("launch / men", "Social Media"),
    ]
    assert [row[4:7] for row in fact] == [(1000, 20, 0), (12345, 321, 12), (900, 18, 1)]
    assert [reasons for (reasons,) in quarantined] == ["unparsed_date", "negative_revenue", "unparsed_date"]

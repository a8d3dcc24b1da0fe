import json
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from python_jobs.ingest.mappings import SourceMapping
from python_jobs.ingest.parsing import parse_chunk, parse_dates, without_blanks

MAPPING = SourceMapping.model_validate(
    {
        "name": "shop",
        "table": "campaigns",
        "columns": {
            "campaign_id": {"header": ["Id", "ID 2"], "optional": True},
            "cost": {"header": "Spend (micros)", "factor": 0.000001},
            "clicks": "Clicks",
            "date": "Day",
        },
        "templates": {"campaign_name": "{Group}/{Ad}"},
        "constants": {"channel": "social", "revenue": 0},
        "date_formats": ["%Y-%m-%d", "%d.%m.%Y"],
    }
)


def chunk(**changes: str | None) -> pl.DataFrame:
    row = {
        " group ": "G",
        "AD": "1",
        "spend (MICROS)": "2500000",
        "clicks": "3",
        "Day": "2021-02-01",
        "Note": "n",
    }
    return pl.DataFrame({**row, **changes}, schema_overrides=dict.fromkeys([*row, *changes], pl.String))


def parsed(**changes: str | None) -> dict[str, object]:
    return parse_chunk(chunk(**changes), MAPPING).row(0, named=True)


def test_columns_come_by_header_constant_template_and_factor() -> None:
    assert parsed() == {
        "campaign_id": None,
        "campaign_name": "G/1",
        "channel": "social",
        "cost": Decimal("2.5"),
        "impressions": None,
        "clicks": 3,
        "conversions": None,
        "revenue": Decimal(0),
        "date": date(2021, 2, 1),
        "_unparsed": None,
        "_extra": '{"Note": "n"}',
    }


@pytest.mark.parametrize(
    ("constant", "cost"),
    [(1.234, "1.234"), (0.000001, "0.000001"), (1234, "1234"), ("1.234", "1234"), ("1,234", "1.234")],
)
def test_a_constant_number_is_read_as_yaml_gives_it(constant: str | float, cost: str) -> None:
    columns = {name: header for name, header in MAPPING.columns.items() if name != "cost"}
    constants = {**MAPPING.constants, "cost": constant}
    mapping = MAPPING.model_copy(update={"columns": columns, "constants": constants, "decimal_comma": True})
    assert parse_chunk(chunk(), mapping).row(0, named=True)["cost"] == Decimal(cost)


def test_a_second_header_name_serves_as_well() -> None:
    assert parsed(**{"id 2": "77"})["campaign_id"] == "77"


def test_unreadable_values_are_kept_as_they_came() -> None:
    row = parsed(clicks=" 3,5 x", Day="2021-02-30")
    assert row["clicks"] is None
    assert row["date"] is None
    assert json.loads(str(row["_unparsed"])) == {"clicks": " 3,5 x", "date": "2021-02-30"}


def test_long_text_is_kept_aside_whole() -> None:
    row = parsed(AD="é" * 10_000)
    assert row["campaign_name"] is None
    assert json.loads(str(row["_unparsed"])) == {"campaign_name": "G/" + "é" * 10_000}
    assert parsed(AD="é" * 253)["campaign_name"] == "G/" + "é" * 253


def test_hostile_text_survives_in_json() -> None:
    text = 'a"b\\c\td\ne\0f\u2028😀\u202e=cmd|x'
    assert json.loads(str(parsed(Note=text)["_extra"])) == {"Note": text}


@pytest.mark.parametrize("blank", ["", "  ", "NA", "n/a", " Null ", "NONE", "nan", "-", "?", "\u00a0"])
def test_blanks_are_nothing_and_not_unparsed(blank: str) -> None:
    row = parsed(clicks=blank, Day=blank, Note=blank)
    assert (row["clicks"], row["date"], row["_unparsed"], row["_extra"]) == (None, None, None, None)


def test_text_is_not_trimmed() -> None:
    assert without_blanks(pl.Series([" x ", "nada", "--"])).to_list() == [" x ", "nada", "--"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-02-03", date(2021, 2, 3)),
        (" 2021-02-03 ", date(2021, 2, 3)),
        ("2021-02-03T23:59:59Z", date(2021, 2, 3)),
        ("2021-02-03 10:15:00.123+02:00", date(2021, 2, 3)),
        ("3/2/2021", date(2021, 2, 3)),
        ("29/02/2024", date(2024, 2, 29)),
        ("29/02/2023", None),
        ("13/13/2021", None),
        ("1969-12-31", None),
        ("1970-01-01", date(1970, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
        ("2200-01-01", None),
        ("0021-02-03", None),
        ("2021-02-03 and more", None),
        ("44197", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert parse_dates(pl.Series([text]), ["%Y-%m-%d", "%d/%m/%Y"]).to_list() == [day]


@pytest.mark.parametrize(
    ("text_format", "text"),
    [
        ("%Y-%m-%d %H:%M:%S", "2025-01-05 00:00:00"),
        ("%Y-%m-%d %H:%M", " 2025-01-05 23:59"),
        ("%Y-%m-%dT%H:%M:%S", "2025-01-05T10:15:00"),
        ("%d.%m.%Y %H:%M", "05.01.2025 10:15"),
        ("%m/%d/%Y %I:%M:%S %p", "01/05/2025 11:59:59 PM"),
    ],
)
def test_a_format_may_name_the_time(text_format: str, text: str) -> None:
    assert parse_dates(pl.Series([text]), [text_format]).to_list() == [date(2025, 1, 5)]
    assert parse_dates(pl.Series(["2025-01-05 10:15:00Z"]), [text_format, "%Y-%m-%d"]).null_count() == 0


def test_dates_keep_their_order() -> None:
    texts = pl.Series(["2021-01-02", None, "x", "2021-01-01", "2021-01-02"])
    assert parse_dates(texts, ["%Y-%m-%d"]).to_list() == [
        date(2021, 1, 2), None, None, date(2021, 1, 1), date(2021, 1, 2),
    ]  # fmt: skip

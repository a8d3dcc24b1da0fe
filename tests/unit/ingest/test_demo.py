from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from python_jobs.cli import main
from python_jobs.errors import ConfigurationError
from python_jobs.ingest.demo import DemoFiles, write_demo
from python_jobs.ingest.mappings import load_mapping
from python_jobs.ingest.parsing import parse_chunk
from python_jobs.project import PROJECT_ROOT


def typed(file: Path, source: str) -> pl.DataFrame:
    return parse_chunk(pl.read_csv(file, infer_schema=False), load_mapping(PROJECT_ROOT / "config", source))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_demo(tmp_path_factory.mktemp("demo"))


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    sizes = {"days": 60, "campaigns": 9, "customers": 300}
    first, second = write_demo(tmp_path / "a", **sizes), write_demo(tmp_path / "b", **sizes)
    other = write_demo(tmp_path / "c", seed=7, **sizes)
    for one, two, three in zip(first.paths, second.paths, other.paths, strict=True):
        assert one.read_bytes() == two.read_bytes()
        assert one.read_bytes() != three.read_bytes()


def test_sizes_and_days(demo: DemoFiles) -> None:
    campaigns = typed(demo.campaigns, "campaigns")
    assert campaigns.height == demo.campaign_rows
    assert campaigns["campaign_id"].n_unique() == 40
    assert (campaigns["date"].min(), campaigns["date"].max()) == (date(2024, 1, 2), date(2025, 12, 31))
    assert typed(demo.customers, "customers").height == demo.customer_rows == 20_000


@pytest.mark.parametrize("rows", [1, 1_000, 54_321])
def test_rows_are_exact(tmp_path: Path, rows: int) -> None:
    demo = write_demo(tmp_path, rows=rows, customers=10)
    assert demo.campaign_rows == rows == pl.read_csv(demo.campaigns, infer_schema=False).height


def test_dirt_is_there_and_below_the_quarantine_limit(demo: DemoFiles) -> None:
    rows = typed(demo.campaigns, "campaigns")
    impossible = rows.filter(
        pl.any_horizontal(
            pl.col("campaign_name", "cost", "revenue", "date").is_null(),
            pl.col("cost") < 0,
            pl.col("clicks") > pl.col("impressions"),
        )
    )
    assert 0.005 < impossible.height / rows.height < 0.02
    customers = typed(demo.customers, "customers")
    wrong = customers.filter(
        pl.col("customer_id").is_null() | (pl.col("age") > 120) | (pl.col("revenue") < 0)
    )
    assert 0.002 < wrong.height / customers.height < 0.02


def test_the_shop_is_healthy_and_some_channels_lose(demo: DemoFiles) -> None:
    rows = typed(demo.campaigns, "campaigns").filter(pl.col("cost") > 0, pl.col("revenue").is_not_null())
    rows = rows.with_columns(pl.col("cost", "revenue").cast(pl.Float64))
    total = rows["revenue"].sum() / rows["cost"].sum()
    assert 2 < total < 4
    by_channel = dict(
        rows.group_by("channel")
        .agg(pl.sum("revenue") / pl.sum("cost"))
        .select("channel", "revenue")
        .iter_rows()
    )
    assert by_channel["Display"] < 1 < by_channel["Social Media"] < by_channel["Paid Search"]


def test_restated_rows_replace_rows_of_the_first_export(demo: DemoFiles) -> None:
    key = ["campaign_id", "date"]
    restated = typed(demo.campaigns_restated, "campaigns")
    assert restated.height == demo.restated_rows > 0
    assert restated["_unparsed"].null_count() == restated.height
    both = restated.join(typed(demo.campaigns, "campaigns"), on=key, how="inner", suffix="_before")
    assert both.height > 0.98 * restated.height
    changed = both.filter(pl.col("revenue") > pl.col("revenue_before"))
    assert changed.height > 0.5 * both.height


@pytest.mark.parametrize("option", ["days", "campaigns", "customers", "rows"])
def test_impossible_sizes_are_refused(tmp_path: Path, option: str) -> None:
    with pytest.raises(ConfigurationError, match=f"Demo {option} must be between"):
        write_demo(tmp_path, **{option: 0})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--days", "800000"], "Demo days must be at most 20,454 up to 2025-12-31, not 800,000"),
        (["--days", "2", "--end-date", "1970-01-01"], "Demo days must be at most 1 up to 1970-01-01"),
        (["--end-date", "0001-01-01"], "Demo end-date must be from 1970-01-01 to 2199-12-31, not 0001-01-01"),
        (["--end-date", "2200-01-01"], "Demo end-date must be from 1970-01-01"),
    ],
)
def test_days_that_no_file_can_have_are_wrong_usage(tmp_path: Path, arguments: list[str], said: str) -> None:
    ended = CliRunner().invoke(main, ["demo", str(tmp_path / "demo"), *arguments])
    assert (ended.exit_code, said in ended.output) == (2, True), ended.output
    assert not (tmp_path / "demo").exists()


def test_the_first_and_the_last_day_can_be_had(tmp_path: Path) -> None:
    for days, day in ((1, date(1970, 1, 1)), (2, date(2199, 12, 31))):
        demo = write_demo(tmp_path, days=days, end_date=day, campaigns=9, customers=1)
        assert typed(demo.campaigns, "campaigns")["date"].max() == day

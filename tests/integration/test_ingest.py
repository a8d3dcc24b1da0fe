"""Files into the raw tables of a real server."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from python_jobs.errors import ConfigurationError, DataError, ServerError
from python_jobs.ingest import batch_records, batches
from python_jobs.ingest.batches import ingest_files
from python_jobs.ingest.demo import write_demo
from python_jobs.warehouse.connections import engine_for
from tests.conftest import Warehouse

HEADER = "campaign_name,channel,cost,impressions,clicks,conversions,revenue,date,note\n"
HOSTILE = [
    "'; drop table campaigns; --",
    'a "quoted" name',
    "back\\slash \\N \\n",
    "tab\tand\nline\r\nends",
    "nul\0byte",
    "😀 \u202eright to left",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "100%s %d",
    " outer blanks ",
]


def file_of(folder: Path, *lines: str, name: str = "export.csv") -> Path:
    file = folder / name
    file.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
    return file


def raw(warehouse: Warehouse, columns: str, table: str = "campaigns") -> list[tuple[object, ...]]:
    return warehouse.query(
        f"select {columns} from `{warehouse.settings.database('raw')}`.`{table}` order by 1"
    )


@pytest.fixture
def without_local_infile(warehouse: Warehouse) -> Iterator[None]:
    warehouse.query("set global local_infile = 0")
    yield
    warehouse.query("set global local_infile = 1")


def load_hostile(warehouse: Warehouse, folder: Path) -> None:
    quoted = ['"' + text.replace('"', '""') + '"' for text in HOSTILE]
    lines = [f"{text},email,1.5,10,x,,3,2025-01-0{1 + place % 9},{text}" for place, text in enumerate(quoted)]
    ingest_files(warehouse.settings, [file_of(folder, *lines)], None)


def assert_hostile_is_there(warehouse: Warehouse) -> None:
    rows = raw(warehouse, "_row_id, campaign_name, cost, clicks, conversions, _unparsed, _extra, _source")
    assert [row[1] for row in rows] == HOSTILE
    assert [json.loads(str(row[6]))["note"] for row in rows] == HOSTILE
    assert {(row[2], row[3], row[4], row[7]) for row in rows} == {(Decimal("1.5"), None, None, "campaigns")}
    assert all(json.loads(str(row[5])) == {"clicks": "x"} for row in rows)


def test_hostile_text_arrives_as_it_came(warehouse: Warehouse, tmp_path: Path) -> None:
    load_hostile(warehouse, tmp_path)
    assert_hostile_is_there(warehouse)


@pytest.mark.usefixtures("without_local_infile")
def test_without_local_infile_the_same_arrives(warehouse: Warehouse, tmp_path: Path) -> None:
    load_hostile(warehouse, tmp_path)
    assert_hostile_is_there(warehouse)


def test_both_ways_load_the_demo_alike(warehouse: Warehouse, tmp_path: Path) -> None:
    demo = write_demo(tmp_path, days=60, campaigns=20, customers=500)
    columns = {
        "campaigns": "campaign_name, channel, cost, impressions, clicks, conversions, revenue, date",
        "customers": "customer_id, age, gender, sessions, avg_session_duration, pages_per_session, revenue",
    }
    ingest_files(warehouse.settings, demo.paths, None)
    by_file = {table: raw(warehouse, f"_row_id, {names}", table) for table, names in columns.items()}
    assert len(by_file["campaigns"]) == demo.campaign_rows + demo.restated_rows
    for table in [*columns, "load_batches"]:
        warehouse.query(f"truncate table `{warehouse.settings.database('raw')}`.`{table}`")
    warehouse.query("set global local_infile = 0")
    try:
        ingest_files(warehouse.settings, demo.paths, None)
    finally:
        warehouse.query("set global local_infile = 1")
    for table, names in columns.items():
        by_insert = raw(warehouse, f"_row_id, {names}", table)
        assert [row[1:] for row in by_insert] == [row[1:] for row in by_file[table]]


def test_one_batch_per_file_and_its_figures(warehouse: Warehouse, tmp_path: Path) -> None:
    file = file_of(tmp_path, "a,email,1,1,1,1,1,2025-01-01,", "b,email,one,1,1,1,1,2025-01-01,")
    lines: list[str] = []
    (batch,) = ingest_files(warehouse.settings, [file], None, lines.append)
    assert (batch.source, batch.table, batch.status) == ("campaigns", "campaigns", "loaded")
    assert (batch.rows_read, batch.rows_loaded, batch.rows_with_unparsed) == (2, 2, 1)
    assert "matched by header (8 of 9 columns)" in lines[0]
    record = raw(
        warehouse, "batch_id, file_name, rows_loaded, rows_with_unparsed, status, error", "load_batches"
    )
    assert record == [(batch.batch_id, "export.csv", 2, 1, "loaded", None)]
    assert raw(warehouse, "distinct _batch_id") == [(batch.batch_id,)]
    assert len(raw(warehouse, "distinct _loaded_at")) == 1


def test_same_content_twice_is_loaded_once(warehouse: Warehouse, tmp_path: Path) -> None:
    first = file_of(tmp_path, "a,email,1,1,1,1,1,2025-01-01,")
    copy = file_of(tmp_path, "a,email,1,1,1,1,1,2025-01-01,", name="copy.csv")
    loaded, again = ingest_files(warehouse.settings, [first, copy], None)
    assert (loaded.status, again.status) == ("loaded", "already loaded")
    assert again.batch_id == loaded.batch_id
    assert raw(warehouse, "count(*)") == [(1,)]


def test_a_broken_file_leaves_the_rows_as_they_were(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = file_of(tmp_path, "a,email,1,1,1,1,1,2025-01-01,")
    ingest_files(warehouse.settings, [good], None)
    # Small blocks: the broken row comes when many blocks before it are loaded already.
    monkeypatch.setattr("python_jobs.ingest.reading._BLOCK_BYTES", 10_000)
    body = ["b,email,1,1,1,1,1,2025-01-01,"] * 5_000
    broken = file_of(tmp_path, *body, "c,email,1", name="broken.csv")
    with pytest.raises(DataError, match=r"broken\.csv, row 5002: the last row is cut off"):
        ingest_files(warehouse.settings, [broken], None)
    assert raw(warehouse, "campaign_name") == [("a",)]
    failed = raw(warehouse, "batch_id, status, error", "load_batches")[1]
    assert failed[1] == "failed"
    assert "row 5002" in str(failed[2])
    mended = file_of(tmp_path, *body, name="broken.csv")
    assert ingest_files(warehouse.settings, [mended], None)[0].rows_loaded == 5_000


def test_nothing_is_loaded_when_one_file_has_no_mapping(warehouse: Warehouse, tmp_path: Path) -> None:
    good = file_of(tmp_path, "a,email,1,1,1,1,1,2025-01-01,")
    strange = tmp_path / "strange.csv"
    strange.write_text("x,y\n1,2\n")
    with pytest.raises(ConfigurationError, match="no source mapping fits"):
        ingest_files(warehouse.settings, [good, strange], None)
    assert raw(warehouse, "count(*)", "load_batches") == [(0,)]


def test_a_batch_that_a_killed_loader_left_open_is_marked_failed(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    warehouse.query(
        f"insert into `{warehouse.settings.database('raw')}`.load_batches "
        "(source, table_name, file_name, content_hash, status, started_at) "
        "values ('campaigns', 'campaigns', 'x.csv', '0', 'loading', '2025-01-01')"
    )
    ingest_files(warehouse.settings, [file_of(tmp_path, "a,email,1,1,1,1,1,2025-01-01,")], None)
    assert [row[1] for row in raw(warehouse, "batch_id, status", "load_batches")] == ["failed", "loaded"]


def test_ctrl_c_inside_a_load_undoes_it(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batches, "finish_batch", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ingest_files(warehouse.settings, [file_of(tmp_path, "a,email,1,1,1,1,1,2025-01-01,")], None)
    assert raw(warehouse, "count(*)") == [(0,)]
    assert raw(warehouse, "status", "load_batches") == [("failed",)]


def test_only_one_loader_at_a_time(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_records, "_LOCK_WAIT_SECONDS", 0)
    file = file_of(tmp_path, "a,email,1,1,1,1,1,2025-01-01,")
    engine = engine_for(warehouse.settings, "loader")
    with (
        engine.connect() as other,
        batch_records.loader_lock(other, warehouse.settings),
        pytest.raises(ServerError, match="Another load is running"),
    ):
        ingest_files(warehouse.settings, [file], None)
    engine.dispose()
    assert ingest_files(warehouse.settings, [file], None)[0].status == "loaded"


@pytest.mark.real_data
def test_marketing_spend_of_february_2021(warehouse: Warehouse, real_data: Callable[[str], Path]) -> None:
    expected = json.loads(real_data("campaigns_feb2021/expected.json").read_text())["total"]
    (batch,) = ingest_files(warehouse.settings, [real_data("campaigns_feb2021/Marketing.csv")], None)
    assert (batch.source, batch.rows_with_unparsed) == ("campaigns_feb2021", 0)
    measures = ("cost", "revenue", "impressions", "clicks", "conversions")
    (sums,) = raw(warehouse, ", ".join(f"sum({measure})" for measure in measures))
    assert dict(zip(measures, map(float, sums), strict=True)) == {name: expected[name] for name in measures}  # type: ignore[arg-type]
    assert raw(warehouse, "min(date), max(date), count(*)")[0][2] == expected["rows"]


@pytest.mark.real_data
def test_customers_8000(warehouse: Warehouse, real_data: Callable[[str], Path]) -> None:
    (batch,) = ingest_files(warehouse.settings, [real_data("customers_8000/customers.csv")], None)
    assert (batch.source, batch.rows_loaded, batch.rows_with_unparsed) == ("customers_8000", 8_000, 0)
    assert raw(warehouse, "sum(gender is null), sum(sessions is null)", "customers") == [(21, 5)]
    first = raw(warehouse, "_row_id, customer_id, avg_session_duration", "customers")[0]
    assert first[1:] == ("8000", Decimal("443.808154860000000"))


@pytest.mark.real_data
def test_facebook_ads_2017(warehouse: Warehouse, real_data: Callable[[str], Path]) -> None:
    (batch,) = ingest_files(warehouse.settings, [real_data("facebook_ads_2017/ads.csv")], None)
    assert (batch.source, batch.rows_loaded, batch.rows_with_unparsed) == ("facebook_ads_2017", 1_143, 0)
    (row,) = raw(
        warehouse,
        "count(distinct campaign_name, date), sum(clicks = 0 and cost = 0), sum(revenue), sum(conversions)",
    )
    assert row == (1_143, 207, 0, 1_079)

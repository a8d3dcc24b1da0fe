from pathlib import Path

import pytest

from python_jobs.errors import ConfigurationError
from python_jobs.ingest.mappings import load_mapping, load_mappings
from python_jobs.project import PROJECT_ROOT

GOOD = """\
table: customers
columns:
  customer_id: Id
"""


def write(config: Path, name: str, text: str) -> Path:
    file = config / "sources" / f"{name}.yml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_shipped_mappings_are_valid() -> None:
    names = [mapping.name for mapping in load_mappings(PROJECT_ROOT / "config")]
    assert {"campaigns", "customers", "campaigns_feb2021", "customers_8000", "facebook_ads_2017"} <= set(
        names
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GOOD + "delimeter: ';'\n", "delimeter: unknown key"),
        (GOOD.replace("Id", "{header: Id, fctor: 2}"), "columns.customer_id.fctor: unknown key"),
        (GOOD + "  shoe_size: S\n", "'shoe_size' is not a column of customers"),
        (GOOD + "constants: {customer_id: x}\n", "'customer_id' is given twice"),
        (GOOD + "encoding: utf-9\n", "unknown encoding 'utf-9'"),
        (GOOD + "delimiter: ',,'\n", "delimiter"),
        *(
            (GOOD + f'delimiter: "{delimiter}"\n', "delimiter: ")
            for delimiter in ("§", "→", '\\"', "\\r", "\\n", "\\0")
        ),
        (GOOD + "date_formats: ['%d %Q']\n", "%Q is not supported"),
        (GOOD + "date_formats: ['%Y-%m']\n", "does not give a year, month and day"),
        (GOOD.replace("Id", "{header: Id, factor: 2}"), "takes no factor"),
        ("table: campaigns\ncolumns: {campaign_name: a, cost: b, date: c}\n", "'revenue' is not mapped"),
        ("table: campaign\ncolumns: {}\n", "table"),
        ("- a list\n", "with the keys table and columns"),
        ("a: [\n", "not readable YAML"),
        (GOOD + "encoding: zlib\n", "unknown encoding 'zlib'"),
        (GOOD + "  customer_id: Other\n", "'customer_id' is given twice"),
        (GOOD + "description: !!python/object/apply:os.system ['touch owned']\n", "not readable YAML"),
        ("a: &a [x]\nb: &b [*a, *a]\n", "aliases are not read (line 2)"),
        ("a: &a {x: 1}\nb: {<<: [*a, *a]}\n", "aliases are not read"),
        ("[" * 10_000, "not readable YAML"),
        ("#" * 2**21, "longer than 1 MiB"),
        (GOOD + "templates: {gender: fixed}\n", "template of 'gender'"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_key(tmp_path: Path, text: str, problem: str) -> None:
    file = write(tmp_path, "shop", text)
    with pytest.raises(ConfigurationError) as raised:
        load_mapping(tmp_path, "shop")
    assert problem in str(raised.value)
    assert str(file) in str(raised.value)


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\\t", "^", "~", " "])
def test_usual_delimiters_are_taken(tmp_path: Path, delimiter: str) -> None:
    write(tmp_path, "shop", GOOD + f'delimiter: "{delimiter}"\n')
    assert load_mapping(tmp_path, "shop").delimiter == delimiter.replace("\\t", "\t")


@pytest.mark.parametrize("name", ["../secret", "a/b", "/etc/passwd", "", ".", "none", "a" * 65])
def test_a_name_stays_inside_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.yml").write_text(GOOD)
    write(tmp_path, "shop", GOOD)
    with pytest.raises(ConfigurationError, match="Known sources: shop"):
        load_mapping(tmp_path, name)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text(GOOD)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "shop.yml").symlink_to(tmp_path / "secret.yml")
    with pytest.raises(ConfigurationError, match="is a link to a file outside"):
        load_mapping(tmp_path, "shop")


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    write(tmp_path, "shop", GOOD)
    (tmp_path / "sources" / "store.yml").symlink_to("shop.yml")
    assert load_mapping(tmp_path, "store").table == "customers"

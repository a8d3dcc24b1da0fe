"""What the accounts may do, as statements: missing grants, and what SHOW GRANTS says that goes too far."""

from pathlib import Path

import pytest

from python_jobs.settings import Settings
from python_jobs.warehouse.access.accounts import (
    Privilege,
    grant_statements,
    held_privileges,
    privileges_of,
)
from python_jobs.warehouse.connections import ACCOUNTS

READER = "'bi_reader'@'%'"


@pytest.fixture
def shop(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, database_prefix="my_shop")


def test_new_account_gets_what_the_design_says(shop: Settings) -> None:
    assert grant_statements(shop, READER, "bi_reader", set()) == [
        rf"grant SELECT on `my\_shop\_marts`.* to {READER}"
    ]
    loader = grant_statements(shop, "'mca_loader'@'%'", "loader", set())
    assert "grant UPDATE on `my_shop_raw`.`load_batches` to 'mca_loader'@'%'" in loader


@pytest.mark.parametrize("account", ACCOUNTS)
def test_account_that_has_its_privileges_is_left_alone(shop: Settings, account: str) -> None:
    chosen = next(one for one in ACCOUNTS if one == account)
    other = shop.model_copy(update={"database_prefix": "another"})
    held = privileges_of(shop, chosen) | privileges_of(other, chosen)
    assert grant_statements(shop, "'x'@'%'", chosen, held) == []


@pytest.mark.parametrize(
    ("line", "revoked"),
    [
        ("GRANT SELECT, FILE ON *.* TO `bi_reader`@`%`", ["FILE on *.*", "SELECT on *.*"]),
        (
            r"GRANT SELECT, LOCK TABLES ON `my\_shop\_marts`.* TO `bi_reader`@`%`",
            [r"LOCK TABLES on `my\_shop\_marts`.*"],
        ),
        (r"GRANT SELECT ON `my\_shop\_raw`.* TO `bi_reader`@`%`", [r"SELECT on `my\_shop\_raw`.*"]),
        ("GRANT SELECT ON `my_shop_marts`.* TO `bi_reader`@`%`", ["SELECT on `my_shop_marts`.*"]),
        ("GRANT SELECT ON `crm`.* TO `bi_reader`@`%`", ["SELECT on `crm`.*"]),
        (
            "GRANT SELECT (`a`, `b`), INSERT (`a`) ON `my_shop_raw`.`campaigns` TO `bi_reader`@`%`",
            [
                "INSERT (`a`) on `my_shop_raw`.`campaigns`",
                "SELECT (`a`, `b`) on `my_shop_raw`.`campaigns`",
            ],
        ),
        (
            "GRANT EXECUTE ON PROCEDURE `crm`.`pay` TO `bi_reader`@`%`",
            ["EXECUTE on PROCEDURE `crm`.`pay`"],
        ),
        (
            r"GRANT SELECT ON `my\_shop\_marts`.* TO `bi_reader`@`%` WITH GRANT OPTION",
            [r"GRANT OPTION on `my\_shop\_marts`.*"],
        ),
        ("GRANT PROXY ON ``@`` TO `bi_reader`@`%`", ["PROXY on ``@``"]),
        ("GRANT `boss`@`%` TO `bi_reader`@`%`", ["`boss`@`%`"]),
        ("GRANT USAGE ON *.* TO `bi_reader`@`%` IDENTIFIED BY PASSWORD '*0A'", []),
    ],
)
def test_what_goes_too_far_is_revoked(shop: Settings, line: str, revoked: list[str]) -> None:
    granted = rf"GRANT SELECT ON `my\_shop\_marts`.* TO {READER}"
    statements = grant_statements(shop, READER, "bi_reader", held_privileges([line, granted]))
    assert statements == [f"revoke {what} from {READER}" for what in revoked]


def test_usage_is_no_privilege() -> None:
    assert held_privileges(["GRANT USAGE ON *.* TO `x`@`%` REQUIRE SSL"]) == set()
    assert held_privileges(["GRANT SELECT ON `a`.* TO `x`@`%`"]) == {Privilege("SELECT", "`a`.*")}

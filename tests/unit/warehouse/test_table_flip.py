"""The one statement that flips: its moves and their order."""

from python_jobs.settings import Settings
from python_jobs.warehouse.flip.table_flip import backward_moves, forward_moves, rename_statement

SETTINGS = Settings(database_prefix="m")


def test_a_publication_frees_each_place_before_it_fills_it() -> None:
    moves = forward_moves(SETTINGS, candidate=["a", "new"], published=["a", "gone"], previous=["a"])
    assert rename_statement(moves) == (
        "rename table `m_previous`.`a` to `m_build`.`a__retired`, `m_marts`.`a` to `m_previous`.`a`, "
        "`m_marts`.`gone` to `m_previous`.`gone`, `m_build`.`a` to `m_marts`.`a`, "
        "`m_build`.`new` to `m_marts`.`new`"
    )


def test_a_rollback_swaps_the_two_layers() -> None:
    assert rename_statement(backward_moves(SETTINGS, published=["a"], previous=["a", "b"])) == (
        "rename table `m_marts`.`a` to `m_build`.`a__retired`, `m_previous`.`a` to `m_marts`.`a`, "
        "`m_previous`.`b` to `m_marts`.`b`, `m_build`.`a__retired` to `m_previous`.`a`"
    )

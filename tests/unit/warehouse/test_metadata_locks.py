"""What the locks of the marts mean, without a server."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from python_jobs.warehouse.flip.metadata_locks import (
    TableLock,
    closable,
    first_statement_waits,
    has_open_transactions,
    wanted_by_an_open_transaction,
)

ANNA, BEN = 1, 2
TABLES = ("a", "b", "c", "d", "publication")


def holds(session: int, table: str, statement: int = 1) -> TableLock:
    return TableLock(session, table, True, statement)


def awaits(session: int, table: str, statement: int = 1) -> TableLock:
    return TableLock(session, table, False, statement)


def test_who_holds_and_awaits_nothing_is_in_an_open_transaction() -> None:
    assert has_open_transactions([holds(ANNA, "a")])
    assert not has_open_transactions([])
    assert not has_open_transactions([awaits(ANNA, "a")])


def test_a_first_statement_half_way_in_has_read_nothing() -> None:
    half_way = [holds(ANNA, "a"), holds(ANNA, "b"), awaits(ANNA, "c")]
    assert not has_open_transactions(half_way)
    assert first_statement_waits(half_way) == [(ANNA, "a", "c"), (ANNA, "b", "c")]
    assert wanted_by_an_open_transaction(half_way) == set()


def test_a_later_statement_wants_what_it_awaits() -> None:
    later = [holds(ANNA, "a", 1), holds(ANNA, "b", 2), awaits(ANNA, "c", 2), awaits(BEN, "d")]
    assert has_open_transactions(later)
    assert first_statement_waits(later) == []
    assert wanted_by_an_open_transaction(later) == {"c"}


def test_free_tables_and_one_that_all_read_are_closable() -> None:
    locks = [holds(ANNA, "publication"), holds(BEN, "publication"), holds(ANNA, "a"), holds(BEN, "b")]
    assert closable(locks, TABLES) == {"publication", "a", "c", "d"}


def test_awaiting_is_not_holding() -> None:
    assert closable([awaits(ANNA, "a"), holds(BEN, "b")], TABLES) == set(TABLES)


@given(st.sets(st.tuples(st.integers(1, 4), st.sampled_from(TABLES))))
def test_of_two_closable_tables_all_who_hold_one_hold_the_other(held: set[tuple[int, str]]) -> None:
    holders = {table: {session for session, name in held if name == table} for table in TABLES}
    chosen = closable([holds(session, table) for session, table in held], TABLES)
    assert chosen >= {table for table in TABLES if not holders[table]}
    for one, other in combinations(chosen, 2):
        assert holders[one] <= holders[other] or holders[other] <= holders[one]

"""A change as a value: what it holds, what takes it back, when it changes nothing."""

from __future__ import annotations

from collections import namedtuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.domain.changes import Change, NewKey, entry, insert, is_empty, reverse, update


class Pot(namedtuple("Pot", "id colour size updated_at")):
    """A record to change."""

    __slots__ = ()


POT = Pot(7, "red", 3, 100)
SCALARS = st.one_of(st.none(), st.integers(0, 3), st.sampled_from(["", "red", "blue"]))
ROWS = st.dictionaries(st.sampled_from(["colour", "size", "updated_at"]), SCALARS)


def test_an_update_holds_both_sides_of_the_columns_that_differ_and_no_others() -> None:
    change = update("pots", 7, POT, {"colour": "blue", "size": 3, "updated_at": 200})
    assert change == Change(
        "pots",
        7,
        {"colour": "red", "updated_at": 100},
        {"colour": "blue", "updated_at": 200},
    )


def test_null_and_zero_and_blank_are_three_different_values() -> None:
    pot = Pot(7, "", 0, None)
    change = update("pots", 7, pot, {"colour": None, "size": None, "updated_at": 0})
    assert change.before == {"colour": "", "size": 0, "updated_at": None}
    assert change.after == {"colour": None, "size": None, "updated_at": 0}


def test_a_column_that_the_record_lacks_is_a_mistake_and_not_a_new_column() -> None:
    with pytest.raises(AttributeError):
        update("pots", 7, POT, {"weight": 1})


def test_an_insert_has_no_before_and_leaves_the_key_to_the_ledger() -> None:
    assert insert("pots", {"colour": "red"}) == Change("pots", None, None, {"colour": "red"})
    assert insert("pots", {"colour": "red"}, 9).key == 9


@pytest.mark.parametrize(
    ("new", "empty"),
    [
        pytest.param({"colour": "red"}, True, id="the-same"),
        pytest.param({"colour": "red", "updated_at": 200}, True, id="only-the-time-of-change"),
        pytest.param({"colour": "blue", "updated_at": 200}, False, id="a-column"),
        pytest.param({"size": None}, False, id="a-column-emptied"),
    ],
)
def test_an_update_is_empty_if_it_leaves_all_but_the_time_of_change(
    new: dict[str, int | str | None], *, empty: bool
) -> None:
    assert is_empty(update("pots", 7, POT, new)) is empty


def test_adding_and_deleting_a_row_is_never_empty() -> None:
    assert not is_empty(insert("pots", {}))
    assert not is_empty(Change("pots", 7, {}, None))


def test_what_takes_an_insert_back_deletes_and_what_takes_a_deletion_back_inserts() -> None:
    added = Change("pots", 7, None, {"colour": "red"})
    assert reverse(added) == Change("pots", 7, {"colour": "red"}, None)
    assert reverse(reverse(added)) == added


@given(ROWS, ROWS)
def test_a_change_and_its_reverse_leave_a_row_as_it_was(
    row: dict[str, int | str | None], new: dict[str, int | str | None]
) -> None:
    pot = POT._replace(**row)
    change = update("pots", 7, pot, new)
    assert change.after is not None
    done = pot._replace(**change.after)
    assert all(getattr(done, name) == value for name, value in new.items())
    back = reverse(change)
    assert back.after is not None
    assert done._replace(**back.after) == pot
    assert reverse(back) == change


def test_an_entry_says_what_happened_to_which_task() -> None:
    change = insert("timer_sessions", {})
    one = entry("session.added", change, task_id=NewKey(0), parent_task_id=3, note={"a": 1})
    assert one == ("session.added", change, NewKey(0), 3, {"a": 1})
    assert entry("session.added", change) == ("session.added", change, None, None, None)

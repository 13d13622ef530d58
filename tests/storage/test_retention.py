"""Which backups stay and which go, as a choice made from their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.domain.day import parse_instant
from roma_cli.storage.backups import retention
from roma_cli.storage.backups.retention import Backup

DAY = 86_400
NOON = parse_instant("2026-03-04T12:00:00Z")


def _backup(made_at: int, *, number: int = 1, pinned: bool = False) -> Backup:
    return Backup(f"{made_at}.{number}", made_at, number, "asked", 10, pinned)


def _daily(days: int) -> list[Backup]:
    """Return one backup a day, the newest at noon of Wednesday, 2026-03-04."""
    return [_backup(NOON - DAY * back) for back in range(days)]


def _dates(backups: set[Backup]) -> list[int]:
    """Return how many days before the newest each was made."""
    return sorted((NOON - one.made_at) // DAY for one in backups)


def test_up_to_twenty_three_nothing_is_dropped() -> None:
    assert retention.PLACES == 7 + 4 + 12
    for number in range(24):
        assert len(retention.kept(_daily(number))) == number


def test_after_two_years_of_days_each_of_seven_days_four_weeks_and_twelve_months_has_one() -> None:
    kept = _dates(retention.kept(_daily(730)))
    # Sundays before Wednesday: 3, 10 and 17 days. Ends of months: 4 (28 February), 32 (31 January).
    assert [back for back in kept if back in range(7)] == [0, 1, 2, 3, 4, 5, 6]
    assert {10, 17} <= set(kept)
    months = [4, 32, 63, 94, 124, 155, 185, 216, 247, 277, 308]
    assert set(months) <= set(kept)
    assert len(kept) == 23
    # The places left over have the newest of the others.
    assert set(kept) - {*range(7), 10, 17, *months} == {7, 8, 9, 11}


@pytest.mark.parametrize("many", [2, 50, 500])
def test_many_in_a_day_take_one_day_and_the_places_left(many: int) -> None:
    today = [_backup(NOON + number, number=number) for number in range(many)]
    before = _daily(730)[1:]
    kept = retention.kept([*before, *today])
    assert today[-1] in kept
    assert set(before) & kept >= set(before[:6])
    assert len(kept) <= retention.PLACES


def test_a_pinned_one_takes_no_place_and_stays_and_so_does_the_last_full_one_before_it() -> None:
    full = _backup(NOON - 400 * DAY)
    pinned = _backup(NOON - 400 * DAY + 1, pinned=True)
    others = _daily(399)
    kept = retention.kept([full, pinned, *others])
    assert kept == retention.kept(others) | {full, pinned}


@pytest.mark.parametrize(
    ("rows", "before", "falls"),
    [(0, 0, False), (5, 10, False), (4, 10, True), (5, 11, True), (0, 1, True), (20, 10, False)],
)
def test_under_half_the_rows_is_a_fall(rows: int, before: int, falls: bool) -> None:
    assert retention.falls(rows, before) is falls


BACKUPS = st.lists(
    st.builds(
        _backup,
        st.integers(0, 4000 * DAY),
        number=st.integers(1, 3),
        pinned=st.sampled_from([False, False, False, True]),
    ),
    max_size=120,
    unique_by=lambda one: one.order,
)


@given(backups=BACKUPS)
def test_the_newest_always_stays_and_there_are_never_more_than_the_places(
    backups: list[Backup],
) -> None:
    kept = retention.kept(backups)
    assert kept <= set(backups)
    for some in (backups, [one for one in backups if not one.pinned]):
        assert not some or max(some, key=lambda one: one.order) in kept
    pinned = {one for one in backups if one.pinned}
    assert pinned <= kept
    assert len(kept) <= 7 + 4 + 12 + 2 * len(pinned)
    assert retention.kept(kept) == kept


@given(backups=BACKUPS, later=st.integers(1, 40 * DAY))
def test_a_pinned_one_evicts_nothing(backups: list[Backup], later: int) -> None:
    newest = max((one.made_at for one in backups), default=0)
    fallen = _backup(newest + later, number=9, pinned=True)
    assert retention.kept([*backups, fallen]) >= retention.kept(backups)

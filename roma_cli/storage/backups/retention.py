"""Which backups stay: a pure choice, made from when each was made.

Of each of the newest 7 days, 4 weeks and 12 months that have backups the newest one stays. The
same backup is often the newest of its day, its week and its month; the places left over so go to
the newest others, so that what was kept before a restore is not gone with the next one.

A pinned backup has under half the rows of the one before it. It takes no place and is never
dropped, nor is the one before it, the last that was full.
"""

from __future__ import annotations

import datetime
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from roma_cli.storage.backups.backup import Backup

DAYS, WEEKS, MONTHS = 7, 4, 12
PLACES = DAYS + WEEKS + MONTHS

_DAY = 86_400
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_EPOCH_WEEKDAY = 3  # a Thursday; weeks begin on Monday


def kept(backups: Iterable[Backup]) -> set[Backup]:
    """Return those of `backups` that stay; the newest is always among them."""
    in_order = sorted(backups, key=age)
    turning = [one for one in reversed(in_order) if not one.pinned]
    stay = _newest_of_each(turning)
    for one in turning:
        if len(stay) >= PLACES:
            break
        stay.add(one)
    stay.update(one for one in in_order if one.pinned)
    stay.update(before for before, after in pairwise(in_order) if after.pinned)
    return stay


def falls(rows: int, before: int) -> bool:
    """Tell whether a backup of `rows` after one of `before` rows is to be pinned."""
    return rows * 2 < before


def age(one: Backup) -> tuple[int, int]:
    """Return what puts backups in the order in which they were made."""
    return one.made_at, one.number


def _newest_of_each(newest_first: list[Backup]) -> set[Backup]:
    periods: tuple[tuple[Callable[[int], object], int], ...] = (
        (_day, DAYS),
        (_week, WEEKS),
        (_month, MONTHS),
    )
    chosen = set()
    for period, most in periods:
        newest: dict[object, Backup] = {}
        for one in newest_first:
            newest.setdefault(period(one.made_at), one)
        chosen.update(list(newest.values())[:most])
    return chosen


def _day(moment: int) -> int:
    return moment // _DAY


def _week(moment: int) -> int:
    return (_day(moment) + _EPOCH_WEEKDAY) // 7


def _month(moment: int) -> tuple[int, int]:
    date = datetime.date.fromordinal(_EPOCH + _day(moment))
    return date.year, date.month

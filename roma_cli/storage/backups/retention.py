"""Backup retention: a pure choice of which backups stay, made from when each was made.

Of each of the newest 7 days, 4 weeks and 12 months that have backups the newest one stays. The
same backup is often the newest of its day, its week and its month; the places left over so go to
the newest others, so that what was kept before a restore is not gone with the next one.

A pinned backup has under half the rows of the one before it. It takes no place and is never
dropped, nor is the one before it, the last that was full.
"""

from __future__ import annotations

import datetime
import os
from collections import namedtuple
from itertools import pairwise

from roma_cli.domain.text import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

DAYS, WEEKS, MONTHS = 7, 4, 12
PLACES = DAYS + WEEKS + MONTHS

_DAY = 86_400
_EPOCH = datetime.date(1970, 1, 1).toordinal()


class Backup(namedtuple("Backup", "path made_at number reason rows pinned")):
    """One backup: its moment (epoch seconds), why it was made, and how many rows it holds.

    `number` tells those of one second apart.
    """

    __slots__ = ()
    path: str
    made_at: int
    number: int
    reason: str
    rows: int
    pinned: bool

    @property
    def name(self) -> str:
        """The name by which one restores it."""
        return os.path.basename(self.path)

    @property
    def why(self) -> str:
        """The reason as words: `before restore`, `day 2026-03-04`."""
        first, _, rest = self.reason.partition("-")
        return f"{first} {rest if first == 'day' else rest.replace('-', ' ')}".strip()

    @property
    def summary(self) -> str:
        """The reason and the size: `before restore, 153 rows`."""
        return f"{self.why}, {plural(self.rows, 'row')}"

    @property
    def order(self) -> tuple[int, int]:
        """What puts backups in the order in which they were made."""
        return self.made_at, self.number


def kept(backups: Iterable[Backup]) -> set[Backup]:
    """Return those of `backups` that stay; the newest is always among them."""
    in_order = sorted(backups, key=lambda one: one.order)
    rotating = [one for one in reversed(in_order) if not one.pinned]
    stay = set()
    for period, most in enumerate((DAYS, WEEKS, MONTHS)):
        newest: dict[object, Backup] = {}
        for one in rotating:
            newest.setdefault(_periods(one.made_at)[period], one)
        stay.update(list(newest.values())[:most])
    for one in rotating:
        if len(stay) >= PLACES:
            break
        stay.add(one)
    stay.update(one for one in in_order if one.pinned)
    stay.update(before for before, after in pairwise(in_order) if after.pinned)
    return stay


def falls(rows: int, before: int) -> bool:
    """Tell whether a backup of `rows` after one of `before` rows is to be pinned."""
    return rows * 2 < before


def _periods(moment: int) -> tuple[object, object, object]:
    """Return the UTC day, week (from Monday) and month of a moment in epoch seconds."""
    date = datetime.date.fromordinal(_EPOCH + moment // _DAY)
    return date, date.isocalendar()[:2], (date.year, date.month)

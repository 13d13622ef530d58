"""Backup retention: the choice of backups to keep, computed from the time of each.

The newest backup of each of the newest 7 days, 4 weeks and 12 months with backups is kept. The same
backup is often the newest of its day, week and month; the places left are filled with the newest
others, so that a backup from before a restore survives the next one.

A pinned backup has fewer than half the rows of the one before it. It takes no place and is never
dropped, and neither is the one before it.
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
    """One backup: its moment (epoch seconds), reason, and number of rows.

    `number` distinguishes those of the same second.
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
        """The name for `roma data restore`."""
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
        """The key that sorts backups by the time they were made."""
        return self.made_at, self.number


def kept(backups: Iterable[Backup]) -> set[Backup]:
    """Return the `backups` to keep; the newest is always among them."""
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
    """Tell whether to pin a backup of `rows` after one of `before` rows."""
    return rows * 2 < before


def _periods(moment: int) -> tuple[object, object, object]:
    """Return the UTC day, week (from Monday) and month of a moment in epoch seconds."""
    date = datetime.date.fromordinal(_EPOCH + moment // _DAY)
    return date, date.isocalendar()[:2], (date.year, date.month)

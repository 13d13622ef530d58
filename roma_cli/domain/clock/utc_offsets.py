"""UTC offsets of a zone, and the moments at which they change."""

from __future__ import annotations

from datetime import datetime

from roma_cli.domain import day as days


def offset(zone: str, moment: int) -> int:
    """Return the seconds by which the zone's clock is ahead of UTC at a moment.

    Raises OverflowError, ValueError or OSError, as Python does, outside the calendar.
    """
    found = datetime.fromtimestamp(moment, days.zone(zone)).utcoffset()
    # Only a datetime without a zone has no offset.
    return 0 if found is None else int(found.total_seconds())


def changed(zone: str, low: int, high: int) -> int:
    """Return the first moment after `low` at which the zone's offset differs from that at `low`.

    It must differ at `high`, and change only once between the two.
    """
    before = offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        if offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high

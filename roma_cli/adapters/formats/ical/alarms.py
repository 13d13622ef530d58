"""Reminders as VALARMs: at a moment, or some time before a to-do is due or starts."""

from __future__ import annotations

from roma_cli.adapters.formats.ical.dates import OWN, Unreadable, duration, duration_text, in_utc
from roma_cli.adapters.formats.ical.lines import escaped, parse
from roma_cli.domain.dates.clock_times import wall
from roma_cli.domain.transfer.interchange import ExternalReminder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from roma_cli.adapters.formats.ical.dates import Zones
    from roma_cli.domain.due import Due
    from roma_cli.domain.transfer.interchange import ExternalTask

_REMINDED_AT = 9 * 60
"""Default minute after midnight for reminders of tasks that are due on a day."""

_OF_A_PLACE = frozenset(("PROXIMITY", "X-APPLE-PROXIMITY"))
_NEVER = "19760401T005545Z"
"""The moment that Apple's programs write for an alarm that never rings."""


def reminder_of(
    lines: Iterable[str], due: Due | None, start: Due | None, zones: Zones
) -> ExternalReminder:
    """Return the reminder for an alarm. Raises Unreadable if it can't be one."""
    found = {prop.name: prop for prop in map(parse, lines) if prop}
    trigger = found.get("TRIGGER")
    action = found["ACTION"].value.strip().upper() if "ACTION" in found else ""
    if trigger is None or action == "NONE":
        raise Unreadable("it never rings")
    if not _OF_A_PLACE.isdisjoint(found) or trigger.value.strip() == _NEVER:
        raise Unreadable("it rings at a place, not at a time")
    if trigger.params.get(OWN + "OFFSET", "").isdigit():
        return ExternalReminder(None, int(trigger.params[OWN + "OFFSET"][:15]))
    if trigger.value.strip()[:1].upper() not in ("P", "-", "+"):
        at = zones.read(trigger).due
        if at.moment is None:
            raise Unreadable("it rings on a day without a time")
        return ExternalReminder(at.moment, None)
    before = -duration(trigger.value)
    from_end = trigger.params.get("RELATED", "START").upper() == "END" or start is None
    base = due if from_end else start
    if base is None:
        raise Unreadable("it rings before a date that is missing")
    moment = wall(zones.place.rule, base.day, 0, 0) if base.day is not None else base.moment or 0
    moment -= before
    if due is not None and due.moment is not None and moment <= due.moment:
        return ExternalReminder(None, due.moment - moment)
    return ExternalReminder(moment, None)


def alarm_lines(reminder: ExternalReminder, task: ExternalTask) -> list[str]:
    """Return the VALARM of a reminder."""
    before = reminder.offset_seconds
    if reminder.scheduled_at is not None or before is None:
        trigger = f"TRIGGER;VALUE=DATE-TIME:{in_utc(reminder.scheduled_at or 0)}"
    elif task.due is not None and task.due.day is not None:
        # roma counts from the reset time, other programs from midnight.
        length = duration_text(_REMINDED_AT * 60 - before)
        trigger = f"TRIGGER;RELATED=END;{OWN}OFFSET={before}:{length}"
    else:
        trigger = f"TRIGGER;RELATED=END:{duration_text(-before)}"
    description = f"DESCRIPTION:{escaped(task.title)}"
    return ["BEGIN:VALARM", "ACTION:DISPLAY", description, trigger, "END:VALARM"]

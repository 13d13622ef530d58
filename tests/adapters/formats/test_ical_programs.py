"""iCalendar as other programs write it: what becomes of each property, there and back."""

from __future__ import annotations

from datetime import date

import pytest

from roma_cli.adapters.formats.ical import calendar
from roma_cli.adapters.formats.ical.dates import timezone_lines
from roma_cli.domain.day import parse_instant
from roma_cli.domain.due import Due
from roma_cli.domain.transfer.interchange import ExternalNote, ExternalReminder, ExternalTask, Loss
from tests.adapters.formats import given
from tests.journeys.transfers import SAMPLES

NEXTCLOUD = "nextcloud-tasks-ical.js-2.2.1.ics"
"""Written with ical.js 2.2.1 as Nextcloud Tasks does; 1.5.0 writes the same."""

TASKS_ORG = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:+//IDN tasks.org//android-140501//EN
BEGIN:VTODO
DTSTAMP:20260304T120000Z
UID:1001
CREATED:20260301T080000Z
LAST-MODIFIED:20260304T115900Z
SUMMARY:Call\\, the "bank"\\; ☕
DESCRIPTION:a\\nb
PRIORITY:1
CATEGORIES:on the road,home
COMMENT:said
X-APPLE-SORT-ORDER:790000000
DUE;TZID=America/New_York:20260308T093000
DTSTART;TZID=America/New_York:20260307T000000
BEGIN:VALARM
TRIGGER;RELATED=END:PT0S
ACTION:DISPLAY
DESCRIPTION:Default Tasks.org description
END:VALARM
BEGIN:VALARM
TRIGGER;RELATED=START:-PT15M
ACTION:DISPLAY
DESCRIPTION:Default Tasks.org description
END:VALARM
BEGIN:VALARM
TRIGGER;VALUE=DATE-TIME:20260306T150000Z
ACTION:DISPLAY
DESCRIPTION:Default Tasks.org description
END:VALARM
BEGIN:VALARM
TRIGGER;RELATED=END:P1D
ACTION:DISPLAY
DESCRIPTION:Default Tasks.org description
REPEAT:6
DURATION:P1D
END:VALARM
END:VTODO
BEGIN:VTIMEZONE
TZID:America/New_York
BEGIN:DAYLIGHT
TZNAME:EDT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:EST
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
END:VTIMEZONE
END:VCALENDAR
BEGIN:VCALENDAR
VERSION:2.0
PRODID:+//IDN tasks.org//android-140501//EN
BEGIN:VTODO
DTSTAMP:20260304T120000Z
UID:1002
CREATED:20260301T080000Z
LAST-MODIFIED:20260304T115900Z
SUMMARY:Water
PRIORITY:9
RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH
RELATED-TO;RELTYPE=PARENT:1001
X-OC-HIDESUBTASKS:1
DUE;VALUE=DATE:20260305
END:VTODO
END:VCALENDAR
"""

OF_A_PLACE = (
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "DESCRIPTION:Reminder",
    "TRIGGER;VALUE=DATE-TIME:19760401T005545Z",
    "X-APPLE-PROXIMITY:ARRIVE",
    "X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=Home:geo:40.7,-74.0",
    "END:VALARM",
)


def _at(text: str) -> Due:
    return Due(parse_instant(text), None)


def _by_title(data: str | bytes) -> tuple[dict[str, ExternalTask], list[Loss]]:
    tasks, losses = given.read(calendar, data)
    return {one.title: one for one in tasks}, losses


def _lines_of(text: str) -> list[str]:
    return text.replace("\r\n ", "").replace("\r\n", "\n").splitlines()


def test_what_nextcloud_tasks_writes_is_read() -> None:
    found, losses = _by_title((SAMPLES / NEXTCLOUD).read_bytes())
    plan = found['Plan, the "trip"; \\ ☕']
    assert plan.description == "first\nsecond; *bold*, [x](https://example.org)"
    assert (plan.due, plan.priority) == (_at("2026-03-08T13:30:00Z"), "high")
    assert plan.tags == ("on the road", "home, sweet")
    assert (plan.status, plan.created_at) == ("pending", parse_instant("2026-03-01T08:00:00Z"))
    assert plan.reminders == (
        ExternalReminder(None, 900),
        ExternalReminder(parse_instant("2026-03-07T10:00:00Z"), None),
    )
    pack, bought = found["Pack"], found["Bought"]
    assert {pack.part_of, bought.part_of} == {plan.uuid}
    assert (pack.due, pack.priority) == (Due(None, date(2026, 3, 7)), "low")
    assert pack.reminders == (ExternalReminder(parse_instant("2026-03-06T09:00:00-05:00"), None),)
    assert bought.status == "completed"
    assert bought.completed_at == parse_instant("2026-03-03T09:15:00Z")
    assert (found["Called off"].status, found["Called off"].skipped) == ("completed", True)
    assert (found["Bins"].recurrence, found["Bins"].due) == (
        "every thu",
        Due(None, date(2026, 3, 5)),
    )
    assert found["Only a start"].due == Due(None, date(2026, 3, 12))
    assert found["Only a start"].recurrence == "every 2 weeks on mon, thu"
    assert found["Second Wednesday"].recurrence == "none"
    assert (found["Plain"].due, found["Plain"].priority) == (None, "medium")
    assert {(one.record, one.field) for one in losses} == {
        *((plan.title, name) for name in ("STATUS", "CLASS", "LOCATION", "URL", "X-PINNED")),
        *((plan.title, name) for name in ("X-APPLE-SORT-ORDER", "X-OC-HIDESUBTASKS")),
        ("Pack", "X-OC-HIDECOMPLETEDSUBTASKS"),
        ("Called off", "STATUS"),
        ("Only a start", "DTSTART"),
        *(("Second Wednesday", name) for name in ("DTSTART", "RRULE")),
        *(("Stand up", name) for name in ("DTSTART", "RRULE", "RECURRENCE-ID", "CLASS")),
    }


def test_a_time_of_a_repeat_that_nextcloud_completed_is_a_task_and_the_repeat_has_moved_on() -> (
    None
):
    tasks, _ = given.read(calendar, (SAMPLES / NEXTCLOUD).read_bytes())
    repeating, done = (one for one in tasks if one.title == "Stand up")
    assert (repeating.status, repeating.recurrence) == ("pending", "daily")
    assert repeating.due == _at("2026-03-05T09:00:00-05:00")
    assert (done.status, done.recurrence) == ("completed", "none")
    assert done.due == _at("2026-03-04T09:00:00-05:00")  # told on no clock: on mine
    assert done.uuid != repeating.uuid


SERIES = (
    "SUMMARY:Stand up",
    "UID:1",
    "RRULE:FREQ=MONTHLY",
    "EXDATE;TZID=America/New_York:20260228T170000",
    "DTSTART;TZID=America/New_York:20260131T170000",
    "DUE;TZID=America/New_York:20260131T170000",
)
FIRST = (
    "SUMMARY:Stand up",
    "UID:1",
    "RECURRENCE-ID;TZID=America/New_York:20260131T170000",
    "DUE;TZID=America/New_York:20260131T170000",
    "STATUS:COMPLETED",
)


@pytest.mark.parametrize("swapped", [False, True])
def test_a_repeat_goes_on_after_the_times_that_are_over_there(swapped: bool) -> None:
    """Thunderbird leaves the series at its first time, and tells of the others one by one."""
    todos = ["\n".join(("BEGIN:VTODO", *one, "END:VTODO", "")) for one in (SERIES, FIRST)]
    other = "BEGIN:VTODO\nUID:2\nSUMMARY:Other\nEND:VTODO\n"
    data = "".join((todos[1], todos[0], other) if swapped else (*todos, other))
    tasks, losses = given.read(calendar, data)
    assert [one.title for one in tasks] == ["Stand up", "Stand up", "Other"]
    [series] = (one for one in tasks if one.recurrence == "monthly")
    assert series.due == _at("2026-03-31T17:00:00-04:00")
    assert (series.anchor, series.series_index) == (_at("2026-01-31T17:00:00-05:00"), 2)
    assert "DUE" in given.fields(losses)
    [done] = (one for one in tasks if one.status == "completed")
    assert done.due == series.anchor
    again, _ = given.read(calendar, given.written(calendar, tasks)[0])
    assert [one.due for one in again] == [one.due for one in tasks]


def test_a_time_that_was_left_out_there_is_no_longer_when_it_is_due_then_here() -> None:
    text = "\n".join(("BEGIN:VTODO", *SERIES, "END:VTODO", ""))
    one = given.only(calendar, text)._replace(due=_at("2026-02-28T17:00:00-05:00"))
    out, _ = given.written(calendar, [one])
    assert "EXDATE" not in out
    assert given.only(calendar, out).due == one.due


def test_all_that_nextcloud_tasks_wrote_is_written_back() -> None:
    data = (SAMPLES / NEXTCLOUD).read_bytes()
    tasks, _ = given.read(calendar, data)
    out, losses = given.written(calendar, tasks)
    assert losses == []
    before, after = _lines_of(data.decode()), _lines_of(out)
    gone = {line for line in before if line not in after and not line.startswith("PRODID")}
    # A parent is told as such, a time when it is the due date's own, and when it was written.
    assert {line.partition(":")[0] for line in gone} <= {"RELATED-TO", "DTSTAMP", ""}
    assert given.read(calendar, out)[0] == tasks


def test_what_tasks_org_writes_is_read() -> None:
    """As its library writes it: the zone after the task, alarms at the time itself and after it."""
    found, losses = _by_title(TASKS_ORG)
    call, water = found['Call, the "bank"; ☕'], found["Water"]
    assert (call.due, call.priority) == (_at("2026-03-08T09:30:00-04:00"), "high")
    assert (call.description, call.tags) == ("a\nb", ("on the road", "home"))
    [said] = call.notes
    assert (said.text, said.is_dated) == ("said", False)
    assert call.reminders == (
        ExternalReminder(None, 0),
        ExternalReminder(None, (33 * 60 + 30) * 60 - 3600 + 900),  # clocks change that night
        ExternalReminder(parse_instant("2026-03-06T15:00:00Z"), None),
        ExternalReminder(parse_instant("2026-03-09T09:30:00-04:00"), None),
    )
    assert (water.recurrence, water.due) == (
        "every 2 weeks on mon, thu",
        Due(None, date(2026, 3, 5)),
    )
    assert (water.part_of, water.priority) == (call.uuid, "low")
    assert {(one.record, one.field) for one in losses} == {
        *((call.title, name) for name in ("DTSTART", "VALARM", "X-APPLE-SORT-ORDER")),
        ("Water", "X-OC-HIDESUBTASKS"),
    }
    out = _lines_of(given.written(calendar, list(found.values()))[0])
    todos = TASKS_ORG.partition("BEGIN:VTIMEZONE")[0] + TASKS_ORG.partition("END:VTIMEZONE\n")[2]
    gone = [line for line in todos.splitlines() if line not in out]
    assert {line.partition(":")[0] for line in gone} == {"PRODID", "DTSTAMP"}


def test_an_alarm_of_a_place_is_no_reminder_and_is_kept() -> None:
    text = "\n".join(("BEGIN:VTODO", "UID:1", "SUMMARY:A", *OF_A_PLACE, "END:VTODO", ""))
    [one], losses = given.read(calendar, text)
    assert one.reminders == ()
    assert given.fields(losses) == ["VALARM"]
    out = _lines_of(given.written(calendar, [one])[0])
    assert [line for line in OF_A_PLACE if line not in out] == []


def test_an_alarm_that_does_nothing_is_no_reminder() -> None:
    alarm = ("BEGIN:VALARM", "ACTION:NONE", "TRIGGER;RELATED=END:-PT5M", "END:VALARM")
    text = "\n".join(("BEGIN:VTODO", "UID:1", "DUE:20260308T120000Z", *alarm, "END:VTODO", ""))
    assert given.only(calendar, text).reminders == ()


def test_a_zone_is_told_one_change_to_a_line_with_the_first_among_them() -> None:
    """ical.js reads the first value of a list alone, and not DTSTART where there is any RDATE."""
    lines = [*timezone_lines("America/New_York", given.NOW)]
    changes = [line for line in lines if line.startswith("RDATE:")]
    assert changes
    assert [line for line in changes if "," in line] == []
    starts = [line.removeprefix("DTSTART:") for line in lines if line.startswith("DTSTART:")]
    assert {f"RDATE:{start}" for start in starts[1:]} <= set(changes)


def test_a_note_is_written_with_its_moment() -> None:
    one = ExternalTask("u", "A", notes=(ExternalNote("said", given.NOW, "n"),))
    assert given.read(calendar, given.written(calendar, [one])[0])[0][0].notes == one.notes

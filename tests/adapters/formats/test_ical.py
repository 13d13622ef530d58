"""iCalendar: what a VTODO means, that a bad one spoils no other, and that nothing kept is lost."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from roma_cli.adapters.formats.ical import calendar as ical
from roma_cli.adapters.formats.ical.dates import Zones, duration, duration_text, timezone_lines
from roma_cli.adapters.formats.ical.lines import escaped, folded, parse, text_of
from roma_cli.adapters.formats.ical.rules import read_rule, write_rule
from roma_cli.domain import day as days
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import in_words, parse_repeat
from roma_cli.domain.repeats.recurrence import first_due, preview
from roma_cli.domain.transfer.interchange import ExternalReminder, ExternalTask, Place
from tests.adapters.formats import given
from tests.support import examples

if TYPE_CHECKING:
    from roma_cli.domain.transfer.interchange import Loss

MINE = """BEGIN:VTIMEZONE
TZID:Mine
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0300
TZOFFSETTO:+0300
END:STANDARD
END:VTIMEZONE
"""


def _calendar(*lines: str, before: str = "", after: str = "") -> str:
    body = "".join(f"{line}\n" for line in lines)
    todo = f"BEGIN:VTODO\nUID:1\nSUMMARY:A\n{body}END:VTODO\n"
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{before}{todo}{after}END:VCALENDAR\n"


def _read(*lines: str, place: Place = given.NEW_YORK) -> tuple[ExternalTask, list[Loss]]:
    [task], losses = given.read(ical, _calendar(*lines), place)
    return task, losses


def _day(text: str) -> Due:
    return Due(None, date.fromisoformat(text))


def _at(text: str) -> Due:
    return Due(days.parse_instant(text), None)


JULY_NOON = _at("2026-07-01T12:00:00+02:00")
DAILY = {"recurrence": "daily"}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["DUE;VALUE=DATE:20260308"], {"due": _day("2026-03-08")}),
        (["DUE:20260308"], {"due": _day("2026-03-08")}),  # VALUE forgotten
        (["DUE:20260308T120000Z"], {"due": _at("2026-03-08T12:00:00Z")}),
        (["DUE:20260308T120000"], {"due": _at("2026-03-08T12:00:00-04:00")}),  # on my own clock
        (["DUE;TZID=Europe/Berlin:20260308T120000"], {"due": _at("2026-03-08T12:00:00+01:00")}),
        (["DUE;TZID=America/New_York:20260308T023000"], {"due": _at("2026-03-08T03:30:00-04:00")}),
        (["DUE;TZID=America/New_York:20261101T013000"], {"due": _at("2026-11-01T01:30:00-04:00")}),
        (['DUE;TZID="Europe/Berlin":20260701T120000'], {"due": _at("2026-07-01T12:00:00+02:00")}),
        (["DUE;TZID=W. Europe Standard Time:20260701T120000"], {"due": JULY_NOON}),
        (["DUE;TZID=/mozilla.org/20050126_1/Europe/Berlin:20260701T120000"], {"due": JULY_NOON}),
        (["DTSTART:20260308T120000Z", "DURATION:PT1H30M"], {"due": _at("2026-03-08T13:30:00Z")}),
        (["DTSTART;VALUE=DATE:20260308", "DURATION:P2D"], {"due": _day("2026-03-09")}),
        (["PRIORITY:1"], {"priority": "high"}),
        (["PRIORITY:4"], {"priority": "high"}),
        (["PRIORITY:5"], {"priority": "medium"}),
        (["PRIORITY:6"], {"priority": "low"}),
        (["PRIORITY:9"], {"priority": "low"}),
        (["PRIORITY:0"], {"priority": "medium"}),
        (["STATUS:NEEDS-ACTION"], {}),
        (["STATUS:IN-PROCESS"], {}),
        (["STATUS:completed"], {"status": "completed"}),
        (["STATUS:CANCELLED"], {"status": "completed", "skipped": True}),
        (["COMPLETED:20260301T100000Z"], {"status": "completed", "completed_at": 1772359200}),
        (["PERCENT-COMPLETE:100"], {"status": "completed"}),
        (["PERCENT-COMPLETE:60"], {}),
        (["STATUS:NEEDS-ACTION", "COMPLETED:20260301T100000Z"], {}),
        (["CATEGORIES:a,b\\,c", "CATEGORIES:d,a"], {"tags": ("a", "b,c", "d")}),
        (["RELATED-TO:2"], {"part_of": "2"}),
        (["RELATED-TO;RELTYPE=PARENT:2"], {"part_of": "2"}),
        (["RELATED-TO;RELTYPE=CHILD:2"], {}),
        (["DESCRIPTION:a\\nb\\, c\\; d\\\\n"], {"description": "a\nb, c; d\\n"}),
        (["DESCRIPTION:fol", " ded by a sp", "\tace"], {"description": "folded by a space"}),
        (["description;x=1:lower case"], {"description": "lower case"}),
        (["CREATED:20260301T100000Z"], {"created_at": 1772359200}),
        (["LAST-MODIFIED:20260301T100000Z", "DTSTAMP:2026"], {"updated_at": 1772359200}),
        (["DTSTAMP:20260301T100000Z"], {"updated_at": 1772359200}),
        (["DUE:20260308", "RRULE:FREQ=DAILY"], {"due": _day("2026-03-08"), "recurrence": "daily"}),
        (["DTSTART:20260308", "RRULE:FREQ=DAILY"], {"due": _day("2026-03-08")} | DAILY),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_line_means(lines: list[str], told: dict[str, Any]) -> None:
    task, _ = _read(*lines)
    assert task._replace(extras={}) == ExternalTask(uuid="1", title="A")._replace(**told)


@pytest.mark.parametrize(
    ("rule", "due", "words"),
    [
        ("FREQ=DAILY", "2026-03-08", "daily"),
        ("FREQ=DAILY;INTERVAL=3", "2026-03-08", "every 3 days"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "2026-03-09", "every weekday"),
        ("FREQ=WEEKLY", "2026-03-08", "weekly"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-03-09", "every 2 weeks on mon, thu"),
        ("FREQ=WEEKLY;WKST=SU;BYDAY=SU", "2026-03-08", "every sun"),
        ("FREQ=MONTHLY", "2026-03-08", "monthly"),
        ("FREQ=MONTHLY;BYMONTHDAY=8", "2026-03-08", "monthly"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "2026-03-08", "every month on the 15th"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-02-28", "every month on the 31st"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "2026-03-30", "monthly"),
        ("FREQ=YEARLY", "2026-03-08", "yearly"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8", "2026-03-08", "yearly"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "2028-02-29", "yearly"),
        ("freq=daily;wkst=mo", "2026-03-08", "daily"),
    ],
)
def test_a_rule_that_says_the_same_becomes_a_repeat(rule: str, due: str, words: str) -> None:
    repeat, differs = read_rule(rule, _day(due), given.NEW_YORK.rule)
    assert (in_words(repeat), differs) == (words, "")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;COUNT=5",
        "FREQ=DAILY;UNTIL=20270101",
        "FREQ=HOURLY",
        "FREQ=DAILY;INTERVAL=2;BYDAY=MO",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,SU",
        "FREQ=MONTHLY;BYDAY=2MO",
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=MONTHLY;BYMONTHDAY=-2",
        "FREQ=MONTHLY;BYMONTH=1,2",
        "FREQ=YEARLY;BYMONTH=4",
        "FREQ=YEARLY;BYYEARDAY=100",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1000",
        "FREQ=DAILY;BYHOUR=9",
    ],
)
def test_a_rule_that_roma_has_no_repeat_for_is_kept_and_named(rule: str) -> None:
    task, losses = _read("DUE;VALUE=DATE:20260308", f"RRULE:{rule}")
    assert task.recurrence == "none"
    assert given.fields(losses) == ["RRULE"]
    assert f"RRULE:{rule}\r\n" in given.written(ical, [task])[0]


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;INTERVAL=x", "FREQ=SOMETIMES", "INTERVAL=2", "nonsense", "", ";;="]
)
def test_what_is_no_rule_is_named_and_left_out(rule: str) -> None:
    """Some programs read none of a calendar in which one rule is broken."""
    task, losses = _read("DUE;VALUE=DATE:20260308", f"RRULE:{rule}")
    assert task.recurrence == "none"
    assert given.fields(losses) == ["RRULE"]
    assert "RRULE" not in given.written(ical, [task])[0]


def test_a_rule_for_the_31st_comes_on_the_last_day_of_short_months_which_is_named() -> None:
    task, losses = _read("DUE;VALUE=DATE:20260131", "RRULE:FREQ=MONTHLY")
    assert task.recurrence == "monthly"
    assert given.fields(losses) == ["RRULE"]


@pytest.mark.parametrize(
    ("due", "rule", "words", "zone"),
    [
        # 01:30 on Saturday's clock belongs to Friday's roma day, which begins at 04:00.
        ("2026-03-07T01:30:00-05:00", "FREQ=WEEKLY;BYDAY=SA", "every fri", ""),
        ("2026-03-06T09:00:00-05:00", "FREQ=WEEKLY;BYDAY=FR", "every fri", ""),
        # Monday 01:00 in Berlin is Sunday evening in New York.
        ("2026-03-09T01:00:00+01:00", "FREQ=WEEKLY;BYDAY=MO", "every sun", "Europe/Berlin"),
    ],
)
def test_a_weekday_is_the_calendars_there_and_the_roma_day_here(
    due: str, rule: str, words: str, zone: str
) -> None:
    repeat, _ = read_rule(rule, _at(due), given.NEW_YORK.rule, zone)
    assert in_words(repeat) == words
    if not zone:
        assert write_rule(repeat, _at(due), given.NEW_YORK.rule) == rule if repeat else False


@settings(max_examples=60, deadline=None)
@generated(
    st.sampled_from(given.REPEATS[1:]),
    st.dates(date(1980, 1, 1), date(2060, 1, 1)),
)
def test_the_rule_of_a_repeat_gives_the_same_days(words: str, day: date) -> None:
    """What `dateutil` makes of the rule is the oracle; the first due date is always one."""
    repeat = parse_repeat(words)
    assert repeat is not None
    rule = given.UTC.rule
    anchor = first_due(repeat, Due(None, day), rule)
    start = days.parse_instant(f"{anchor.day}T00:00:00Z")
    said = write_rule(repeat, anchor, rule)
    expected = [due.day for due in preview(repeat, anchor, rule, start, 6)]
    begin = days.local("UTC", start)
    found = [one.date() for one in itertools.islice(rrulestr(said, dtstart=begin), 6)]
    assert found == expected
    again, differs = read_rule(said, anchor, rule)
    assert differs == ""
    assert again is not None
    assert [due.day for due in preview(again, anchor, rule, start, 6)] == expected


@pytest.mark.parametrize(
    ("lines", "reminder"),
    [
        (["TRIGGER;RELATED=END:-PT15M"], ExternalReminder(None, 900)),
        (["TRIGGER:-PT15M"], ExternalReminder(None, 900)),  # no start: the due date
        (["TRIGGER:PT0S"], ExternalReminder(None, 0)),
        (["TRIGGER:-P1DT2H"], ExternalReminder(None, 93600)),
        (["TRIGGER;VALUE=DATE-TIME:20260301T100000Z"], ExternalReminder(None, 612000)),
        (["TRIGGER;RELATED=END:PT1H"], ExternalReminder(1772974800, None)),  # after it
    ],
)
def test_an_alarm_is_a_reminder(lines: list[str], reminder: ExternalReminder) -> None:
    alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", *lines, "END:VALARM"]
    task, _ = _read("DUE:20260308T120000Z", *alarm)
    if "DATE-TIME" in lines[0]:
        assert task.reminders == (ExternalReminder(1772359200, None),)
    else:
        assert task.reminders == (reminder,)


def test_an_alarm_counts_from_the_start_where_there_is_one_and_from_midnight_of_a_day() -> None:
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT15M", "END:VALARM")
    task, _ = _read("DTSTART:20260308T110000Z", "DUE:20260308T120000Z", *alarm)
    assert task.reminders == (ExternalReminder(None, 75 * 60),)
    whole, _ = _read("DUE;VALUE=DATE:20260310", *alarm)
    assert whole.reminders == (ExternalReminder(_at("2026-03-09T23:45:00-04:00").moment, None),)


KEPT = (
    "SUMMARY;LANGUAGE=en:A",
    "DTSTART;TZID=Europe/Berlin:20260301T080000",
    "DUE;TZID=Europe/Berlin:20260308T120000",
    "PRIORITY:3",
    "STATUS:IN-PROCESS",
    "PERCENT-COMPLETE:30",
    "SEQUENCE:4",
    "LOCATION:Zürich",
    "RELATED-TO;RELTYPE=CHILD:3",
    'X-FOO;A="b:c;d":x\\,y',
    "ATTACH;VALUE=URI:http://example.org/a?b=c:d",
    "RRULE:FREQ=DAILY;COUNT=5",
    "EXDATE;TZID=Europe/Berlin:20260309T120000",
    "COMMENT:said",
)


def test_what_roma_has_no_field_for_is_kept_named_and_written_back() -> None:
    alarm = ("BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER;RELATED=END:-PT10M", "REPEAT:2", "END:VALARM")
    text = _calendar(*KEPT, *alarm).replace("SUMMARY:A\n", "")
    [task], losses = given.read(ical, text)
    out, named = given.written(ical, [task])
    assert [line for line in (*KEPT, *alarm) if f"{line}\r\n" not in out] == []
    assert named == []
    told = {"DTSTART", "STATUS", "LOCATION", "RELATED-TO", "X-FOO", "ATTACH", "RRULE", "EXDATE"}
    assert set(given.fields(losses)) == told | {"VALARM"}
    [again], _ = given.read(ical, out)
    assert again._replace(updated_at=None) == task
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n" in out


def test_what_is_said_of_categories_themselves_is_named() -> None:
    task, losses = _read("CATEGORIES;LANGUAGE=de:Haus\nCATEGORIES;LANGUAGE=en;X-A=1:home")
    assert task.tags == ("Haus", "home")
    assert [(loss.field, loss.reason) for loss in losses] == [
        ("CATEGORIES", "its LANGUAGE was dropped"),
        ("CATEGORIES", "its X-A was dropped"),
    ]


@pytest.mark.parametrize(
    ("line", "changes", "gone"),
    [
        ("PRIORITY:3", {"priority": "low"}, "PRIORITY:3"),
        ("STATUS:IN-PROCESS", {"status": "completed"}, "IN-PROCESS"),
        ("PERCENT-COMPLETE:30", {"status": "completed"}, "COMPLETE:30"),
        ("DUE;TZID=Europe/Berlin:20260308T120000", {"due": None}, "DUE"),
        ("DTSTART;VALUE=DATE:20260301", {"due": _day("2026-04-01")}, "DTSTART"),
        ("RELATED-TO:2", {"part_of": None}, "RELATED-TO"),
        ("CATEGORIES:Two words,b", {"tags": ("b",)}, "Two words"),
        ("RRULE:FREQ=DAILY;COUNT=5", {"recurrence": "weekly", "due": _day("2026-04-01")}, "COUNT"),
    ],
)
def test_a_kept_line_that_no_longer_holds_is_not_written(
    line: str, changes: dict[str, Any], gone: str
) -> None:
    task, _ = _read(line)
    assert gone in given.written(ical, [task])[0]
    assert gone not in given.written(ical, [task._replace(**changes)])[0]


def test_a_category_of_two_words_keeps_its_spelling_when_its_tag_has_a_dash() -> None:
    task, _ = _read("CATEGORIES:Two words,b")
    out, _ = given.written(ical, [task._replace(tags=("Two-words", "c"))])
    assert "CATEGORIES:Two words,c\r\n" in out


def test_one_bad_todo_spoils_no_other() -> None:
    bad = (
        "BEGIN:VTODO\nUID:2\nSUMMARY:bad\nDUE:garbage\nnot a property\nRRULE:FREQ=NEVER\n"
        "PRIORITY:high\nSTATUS:MAYBE\nDUE:20260101\nX-A;B:c\nCREATED:20261301T000000Z\nEND:VTODO\n"
    )
    tasks, losses = given.read(ical, _calendar(before=bad))
    assert [task.title for task in tasks] == ["bad", "A"]
    assert {loss.record for loss in losses} == {"bad"}
    assert len(losses) >= 7


def test_what_is_no_todo_is_named() -> None:
    event = "BEGIN:VEVENT\nUID:e\nSUMMARY:Party\nBEGIN:VALARM\nEND:VALARM\nEND:VEVENT\n"
    entry = "BEGIN:VJOURNAL\nUID:j\nEND:VJOURNAL\n"
    tasks, losses = given.read(ical, _calendar(before="X-WR-CALNAME:Home\n" + event, after=entry))
    assert [task.title for task in tasks] == ["A"]
    assert [(loss.record, loss.field) for loss in losses] == [
        ("line 3", "X-WR-CALNAME"),
        ("Party", ""),
        ("line 14", ""),
    ]


def test_a_todo_without_an_end_is_named_and_the_next_is_read() -> None:
    tasks, losses = given.read(ical, _calendar(before="BEGIN:VTODO\nUID:2\nSUMMARY:open\n"))
    assert [task.title for task in tasks] == ["A"]
    assert [loss.record for loss in losses] == ["open"]


@pytest.mark.parametrize("cut", [30, 60, 75])
def test_a_calendar_that_was_cut_is_refused(cut: int) -> None:
    with pytest.raises(UsageError, match="truncated"):
        given.read(ical, _calendar()[:cut])


def test_calendars_one_after_the_other_are_one_import() -> None:
    second = _calendar().replace("UID:1", "UID:2")
    tasks, _ = given.read(ical, _calendar() + second + "\r\n" + second.replace("UID:2", "UID:3"))
    assert [task.uuid for task in tasks] == ["1", "2", "3"]


@pytest.mark.parametrize("after", [False, True])
def test_a_zone_of_the_calendars_own_is_understood_wherever_it_stands(after: bool) -> None:
    around = {"after": MINE} if after else {"before": MINE}
    text = _calendar("DUE;TZID=Mine:20260701T090000", **around)
    [task], losses = given.read(ical, text)
    assert task.due == _at("2026-07-01T09:00:00+03:00")
    assert given.fields(losses) == ["DUE"]
    assert "DUE:20260701T060000Z\r\n" in given.written(ical, [task])[0]


def test_a_zone_that_nobody_knows_is_my_own_and_named() -> None:
    task, losses = _read("DUE;TZID=Nowhere:20260701T090000")
    assert task.due == _at("2026-07-01T09:00:00-04:00")
    assert given.fields(losses) == ["DUE"]


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (_calendar().replace("\n", "\r\n").encode(), "A"),
        (_calendar().replace("\n", "\r").encode(), "A"),
        (b"\xef\xbb\xbf" + _calendar().encode(), "A"),
        (_calendar().encode("utf-16"), "A"),
        (_calendar().replace("SUMMARY:A", "SUMMARY:caf\xe9").encode("latin-1"), "café"),
        (_calendar().encode().replace(b"Y:A", b"Y:caf\xc3\r\n \xa9"), "café"),  # inside a letter
        (_calendar().replace("SUMMARY:A\n", "").encode(), "(no summary)"),
        (_calendar().lower().encode(), "a"),
        (_calendar().replace("Y:A", "Y:" + "y" * 10_000_000).encode(), "y" * 10_000_000),
    ],
    ids=[
        *("CRLF", "CR", "byte order mark", "UTF-16", "Latin-1", "folded inside a letter"),
        *("no summary", "lower case", "10 MB"),
    ],
)
def test_text_of_every_kind_is_read(data: bytes, title: str) -> None:
    [task], _ = given.read(ical, data)
    assert task.title == title


def test_a_todo_without_a_uid_is_the_same_task_every_time() -> None:
    text = _calendar().replace("UID:1\n", "")
    first, losses = given.read(ical, text + text)
    assert given.fields(losses) == ["UID", "UID"]
    assert len({task.uuid for task in first}) == 2
    assert given.read(ical, text + text)[0] == first


def test_a_changed_time_of_a_series_is_a_task_of_its_own_under_the_series_uid() -> None:
    text = _calendar() + _calendar("RECURRENCE-ID:20260308T120000Z")
    tasks, losses = given.read(ical, text)
    assert len({task.uuid for task in tasks}) == 2
    assert given.fields(losses) == ["RECURRENCE-ID"]
    out, _ = given.written(ical, tasks)
    assert out.count("\r\nUID:1\r\n") == 2
    assert [task.uuid for task in given.read(ical, out)[0]] == [task.uuid for task in tasks]


# --- writing ------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["every month on the 31st", "monthly"])
def test_a_repeat_keeps_its_words_where_a_rule_cannot_tell_them_apart(words: str) -> None:
    due = Due(None, date(2026, 1, 31))
    task = ExternalTask("e3e70682-c209-4cac-829f-6fbed82c07cd", "Rent", due=due, recurrence=words)
    text, losses = given.written(ical, [task])
    assert losses == []
    assert given.read(ical, text)[0][0].recurrence == words
    weekly = text.replace("FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=WEEKLY")
    assert given.read(ical, weekly)[0][0].recurrence == "weekly"


@settings(max_examples=examples(50, 500), deadline=None)
@generated(given.tasks())
def test_every_difference_of_what_comes_back_was_named(task: ExternalTask) -> None:
    text, losses = given.written(ical, [task])
    [again], _ = given.read(ical, text)
    named = set(given.fields(losses))
    differing = [
        field
        for field in task._fields
        if field not in named | {"extras"} and getattr(task, field) != getattr(again, field)
    ]
    assert differing == []
    if not named:
        assert given.written(ical, [again])[0] == text


@settings(max_examples=50, deadline=None)
@generated(st.lists(given.tasks(), max_size=3))
def test_what_is_written_is_a_calendar_by_the_rules(tasks: list[ExternalTask]) -> None:
    text, _ = given.written(ical, tasks)
    lines = text.encode().split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert not any(byte < 32 and byte != 9 for line in lines for byte in line)
    calendar: Any = icalendar.Calendar.from_ical(text)
    todos = calendar.walk("VTODO")
    assert [str(todo["UID"]) for todo in todos] == [task.uuid for task in tasks]
    told = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    for todo, task in zip(todos, tasks, strict=True):
        assert todo.errors == []
        start, due = todo.get("DTSTART"), todo.get("DUE")
        assert start is None or due is None or start.dt <= due.dt
        assert ("RRULE" in todo) == (task.recurrence != "none" and task.status == "pending")
        for one in (start, due):
            assert (
                one is None
                or one.params.get("TZID", "America/New_York") in told
                or ("TZID" not in one.params)
            )
        if task.due is not None and due is not None:
            expected = task.due.day or days.local("UTC", task.due.moment or 0)
            assert due.dt == expected


@generated(given.texts(0, 200))
def test_text_comes_back_through_its_escapes(text: str) -> None:
    sound = text_of(escaped(text))
    assert escaped(sound) == escaped(text)
    assert "\n" not in escaped(text)
    line = f"X:{escaped(text)}"
    assert folded(line).replace("\r\n ", "").removesuffix("\r\n") == line


@generated(st.integers(-10_000_000, 10_000_000))
def test_a_length_of_time_comes_back(seconds: int) -> None:
    assert duration(duration_text(seconds)) == seconds


@pytest.mark.parametrize(
    "key",
    [
        *("America/New_York", "Europe/Dublin", "Australia/Lord_Howe", "Africa/Casablanca"),
        *("Asia/Kolkata", "Pacific/Apia", "America/Sao_Paulo"),
    ],
)
def test_a_zone_as_it_is_written_shows_the_same_clock(key: str) -> None:
    """Read back as a zone of a calendar's own, by rules that are not ours."""
    zones = Zones(Place(days.DayRule(key, 0), given.NOW))
    zones.define([line.replace(key, "Own") for line in [*timezone_lines(key, given.NOW)][1:-1]])
    for month, day in itertools.product(range(1, 13), (1, 9, 15, 27)):
        for year in (1999, 2011, 2026, 2040):
            line = f"{year}{month:02}{day:02}T093000"
            own = given.read(ical, _calendar(f"DUE;TZID={key}:{line}"))[0][0].due
            text = f"DUE;TZID=Own:{line}"
            prop = parse(text)
            assert prop is not None
            assert zones.read(prop).due == own, line


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (_calendar().encode(), True),
        (b"\xef\xbb\xbf\r\nbegin:vcalendar\r\n", True),
        (_calendar().encode("utf-16"), True),
        (b"BEGIN:VTODO\r\n", True),
        (b"BEGIN:VCARD\r\n", False),
        (b"title,due\n", False),
        (b"", False),
    ],
)
def test_it_is_told_from_the_content(head: bytes, is_one: bool) -> None:
    assert ical.looks_like(head) is is_one


ODD = (
    *("BEGIN:VALARM", "END:VALARM", "TRIGGER:-P1D", "DURATION:P1D", "DTSTART:0", "DUE;TZID=:1"),
    *("RRULE:FREQ=;", "\x00", "END:", ":", ";:", 'A;B="'),
)
LINES = [*_calendar(*KEPT, before=MINE).splitlines(), *ODD]


@settings(max_examples=150, deadline=None)
@generated(st.lists(st.sampled_from(LINES), max_size=30))
def test_nothing_but_a_usage_error_comes_of_lines_in_any_order(lines: list[str]) -> None:
    try:
        tasks, _ = given.read(ical, "\n".join(lines))
    except UsageError:
        return
    given.written(ical, tasks)

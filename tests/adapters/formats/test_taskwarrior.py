"""Taskwarrior's JSON becomes tasks, and tasks become Taskwarrior's JSON again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from roma_cli.adapters.formats.taskwarrior import periods
from roma_cli.adapters.formats.taskwarrior import reader as taskwarrior_reader
from roma_cli.domain.day import DayRule, parse_instant
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import parse_repeat
from roma_cli.domain.transfer.interchange import ExternalNote, ExternalReminder, ExternalTask, Place
from tests.adapters.formats import given as given_data
from tests.adapters.formats.given import NOW, UTC, fields, read, written
from tests.journeys.transfers import SAMPLES

BARE = {
    "uuid": "1a8c972b-8854-412c-8a35-d448cf6c242d",
    "description": "Call",
    "status": "pending",
    "entry": "20260105T090000Z",
    "modified": "20260105T100500Z",
}
CREATED = parse_instant("2026-01-05T09:00:00Z")
ROME = Place(DayRule("Europe/Rome", 4 * 60), NOW)


def _one(place: Place = UTC, /, **more: object) -> ExternalTask:
    [task], _ = read(taskwarrior_reader, json.dumps([{**BARE, **more}]), place)
    return task


def _lost(**more: object) -> list[str]:
    return fields(read(taskwarrior_reader, json.dumps([{**BARE, **more}]), UTC)[1])


def _written(*tasks: ExternalTask, place: Place = UTC) -> list[dict[str, Any]]:
    found = json.loads(written(taskwarrior_reader, list(tasks), place)[0])
    assert isinstance(found, list)
    return found


def test_every_field_that_roma_has_is_read() -> None:
    one = _one(
        due="20260109T170000Z",
        end="20260110T080000Z",
        status="completed",
        priority="H",
        project="work.reports",
        wait="20260107T000000Z",
        estimate=4,
        tags=["q1", "été"],
        annotations=[{"entry": "20260105T100000Z", "description": "in the folder"}],
    )
    assert one == ExternalTask(
        BARE["uuid"],
        "Call",
        due=Due(parse_instant("2026-01-09T17:00:00Z"), None),
        priority="high",
        tags=("q1", "été"),
        project="work.reports",
        wait_until=parse_instant("2026-01-07T00:00:00Z"),
        estimate=4,
        status="completed",
        created_at=CREATED,
        updated_at=parse_instant("2026-01-05T10:05:00Z"),
        completed_at=parse_instant("2026-01-10T08:00:00Z"),
        notes=(ExternalNote("in the folder", parse_instant("2026-01-05T10:00:00Z")),),
    )


@pytest.mark.parametrize(
    ("place", "stamp", "due"),
    [
        (UTC, "20260109T000000Z", Due(None, date(2026, 1, 9))),
        (UTC, "20260109T000001Z", Due(parse_instant("2026-01-09T00:00:01Z"), None)),
        (ROME, "20260108T230000Z", Due(None, date(2026, 1, 9))),  # midnight there, in winter
        (ROME, "20260708T220000Z", Due(None, date(2026, 7, 9))),  # and in summer
        (ROME, "20260109T000000Z", Due(parse_instant("2026-01-09T00:00:00Z"), None)),
        # Cairo's clocks went from 23:59:59 to 01:00: that day has no midnight.
        (Place(DayRule("Africa/Cairo", 0), NOW), "20260423T220000Z", Due(None, date(2026, 4, 24))),
    ],
)
def test_a_due_date_at_local_midnight_is_a_whole_day_there_and_back(
    place: Place, stamp: str, due: Due
) -> None:
    one = _one(place, due=stamp)
    assert one.due == due
    assert _written(one, place=place)[0]["due"] == stamp


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("daily", "daily"), ("weekdays", "every weekday"), ("weekly", "weekly"),
        ("2wks", "every 2 weeks"), ("3d", "every 3 days"), ("P1M", "every 1 months"),
        ("P14D", "every 14 days"), ("monthly", "monthly"), ("quarterly", "every 3 months"),
        ("2q", "every 6 months"), ("yearly", "yearly"), ("biannual", "every 2 years"),
        ("P24M", "every 2 years"), ("P18M", "every 18 months"),
        ("1y", "every 1 years"), ("2 weeks", "every 2 weeks"), ("Biweekly", "every 2 weeks"),
        ("4h", None), ("PT5M", None), ("P1Y6M", None), ("1000d", None), ("P", None), ("", None),
        ("often", None), ("9" * 9 + "d", None),
    ],
)  # fmt: skip
def test_its_periods_are_repeats_of_ours_where_there_are_such(
    period: str, words: str | None
) -> None:
    assert periods.words_of(period) == words


@pytest.mark.parametrize(
    "words",
    ["daily", "weekly", "monthly", "yearly", "every 3 days", "every 2 weeks", "every weekday",
     "every 5 months"],
)  # fmt: skip
def test_our_repeats_are_periods_that_are_read_back(words: str) -> None:
    period = periods.period_of(words)
    assert period is not None
    found = periods.words_of(period)
    assert found is not None
    assert parse_repeat(found) == parse_repeat(words)


def test_a_template_is_the_occurrence_after_those_that_were_made_of_it() -> None:
    template = {"status": "recurring", "recur": "monthly", "due": "20260131T000000Z"}
    one = _one(**template, mask="+-", rtype="periodic")
    assert (one.recurrence, one.series, one.series_index) == ("monthly", one.uuid, 2)
    assert (one.anchor, one.anchor_index) == (Due(None, date(2026, 1, 31)), 0)
    assert one.due == Due(None, date(2026, 3, 31))
    assert one.status == "pending"
    first = _one(**template)
    assert (first.series_index, first.due) == (0, first.anchor)


def test_an_instance_is_an_occurrence_that_repeats_no_more() -> None:
    one = _one(recur="monthly", parent="5a315354-e5f7-4807-8cc2-4d82d8894c0f", imask=1)
    assert (one.recurrence, one.series_index) == ("none", 1)
    assert one.series == "5a315354-e5f7-4807-8cc2-4d82d8894c0f"


def test_a_template_whose_series_is_over_is_no_open_task() -> None:
    one = _one(
        status="recurring",
        recur="weekly",
        due="20260106T100000Z",
        mask="+++",
        until="20260120T000000Z",
    )
    assert one.status == "deleted"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"depends": ["176bbcc7-bfef-4e88-b774-28b97ea2439a"]}, "depends"),
        ({"scheduled": "20260112T000000Z"}, "scheduled"),
        ({"until": "20260630T000000Z"}, "until"),
        ({"start": "20260105T100000Z"}, "start"),
        ({"ticket": 12.5}, "ticket"),
        ({"ticket": {"nested": [1, None]}}, "ticket"),
        ({"estimate": "PT4H"}, "estimate"),
        ({"estimate": 2.5}, "estimate"),
        ({"priority": "X"}, "priority"),
        ({"status": "recurring", "recur": "4h", "due": "20260106T100000Z", "mask": "-"}, "recur"),
    ],
)
def test_what_roma_has_no_field_for_is_kept_aside_named_and_written_back(
    more: dict[str, object], field: str
) -> None:
    assert _lost(**more) == [field]
    [back] = _written(_one(**more))
    assert back == {**BARE, **more}


@pytest.mark.parametrize(
    "more",
    [
        {"priority": "M"},
        {"estimate": "4"},
        {"recur": "2wks", "status": "recurring", "due": "20260106T100000Z", "rtype": "periodic"},
    ],
)
def test_what_has_two_spellings_comes_back_in_its_own(more: dict[str, object]) -> None:
    assert not _lost(**more)
    assert _written(_one(**more)) == [{**BARE, **more}]


def test_what_was_changed_here_is_written_as_it_is_now() -> None:
    one = _one(priority="M", estimate="4", recur="weekly", status="recurring", due="20260106T1000Z")
    assert _written(one._replace(priority="high"))[0]["priority"] == "H"
    assert _written(one._replace(estimate=5))[0]["estimate"] == 5
    assert "estimate" not in _written(one._replace(estimate=None))[0]
    assert _written(one._replace(recurrence="daily"))[0]["recur"] == "daily"


@pytest.mark.parametrize(
    ("more", "lost"),
    [
        ({"due": "someday"}, "due"), ({"due": "20261301T000000Z"}, "due"), ({"due": [1]}, "due"),
        ({"entry": True}, "entry"), ({"due": "20260101T250000Z"}, "due"),
        ({"tags": 5}, "tags"), ({"tags": ["a", 5]}, "tags"),
        ({"annotations": {}}, "annotations"), ({"annotations": [{"entry": "x"}]}, "annotations"),
        (
            {"annotations": [{"entry": "20260105T100000Z", "description": "y", "by": "z"}]},
            "annotations.by",
        ),
        ({"estimate": None}, "estimate"), ({"romarepeat": "whenever"}, "romarepeat"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_the_rest_comes_in(
    more: dict[str, object], lost: str
) -> None:
    assert lost in _lost(**more)
    assert _one(**more).title == "Call"


@pytest.mark.parametrize(
    "stamp", ["20260109T170000Z", "2026-01-09T17:00:00Z", "1767978000", 1767978000]
)
def test_moments_are_read_in_every_spelling_that_was_ever_written(stamp: object) -> None:
    assert _one(due=stamp).due == Due(1767978000, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1]", "a task must be an object"),
        ('[{"status":"pending"}]', "a task has no description"),
        ('[{"description":5}]', "a task has no description"),
        ('[{"description":"x","status":"lost"}]', "Taskwarrior has no status 'lost'"),
        ('[{"description":"x","status":["a"]}]', "has no status ['a']"),
        ('[{"description":"x"', "truncated"),
    ],
)
def test_what_is_no_task_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        read(taskwarrior_reader, "\n" + text)
    assert said in refused.value.message
    assert "line 2" in refused.value.message


def test_a_task_without_a_uuid_gets_the_same_one_each_time() -> None:
    first, again = (
        read(taskwarrior_reader, '[{"description":"x","entry":"20260105T090000Z"}]')[0]
        for _ in range(2)
    )
    assert first == again
    assert _one(uuid="NOT-A-UUID").uuid == _one(uuid="NOT-A-UUID").uuid != _one(uuid="b").uuid
    assert _one(uuid=BARE["uuid"].upper()).uuid == BARE["uuid"]


@pytest.mark.parametrize(
    ("version", "zone", "count", "lost"),
    [
        ("2.6", "UTC", 59, {"depends", "scheduled", "until"}),
        (
            *("3.5", "America/New_York", 20),
            {"client", "depends", "estimate", "review", "scheduled", "size", "start", "until"},
        ),
    ],
)
def test_a_real_export_comes_back_field_by_field(
    version: str, zone: str, count: int, lost: set[str]
) -> None:
    data = (SAMPLES / f"taskwarrior-{version}.json").read_bytes()
    place = Place(DayRule(zone, 4 * 60), NOW)
    tasks, losses = read(taskwarrior_reader, data, place)
    assert len(tasks) == count
    assert set(fields(losses)) == lost
    before = [
        {name: value for name, value in one.items() if name not in ("id", "urgency")}
        for one in json.loads(data)
    ]
    assert _written(*tasks, place=place) == before


def test_what_taskwarrior_3_wrote_is_read() -> None:
    """It has no status `waiting` and no purged tasks; `depends` is a list."""
    data = (SAMPLES / "taskwarrior-3.5.json").read_bytes()
    tasks, _ = read(taskwarrior_reader, data, Place(DayRule("America/New_York", 4 * 60), NOW))
    by_title = {one.title: one for one in tasks}
    report = by_title["Write the quarterly report"]
    assert (report.estimate, report.priority, report.tags) == (4, "high", ("q1", "writing"))
    assert report.due == Due(parse_instant("2026-12-09T17:00:00-05:00"), None)
    assert report.extras == {"client": "Ada & Co", "review": "20261201T050000Z", "size": "PT2H"}
    assert [note.text for note in report.notes] == [
        "Numbers from finance",
        'Ask "Anna": is table 3 final? /usr/bin  back',
    ]
    waiting = by_title["Renew passport"]
    assert (waiting.status, waiting.wait_until) == ("pending", parse_instant("2027-03-01T05:00Z"))
    assert by_title["Deploy release"].extras == {"depends": [report.uuid]}
    assert by_title["Day"].due == Due(None, date(2027, 3, 14))
    assert by_title["End of day"].due == Due(parse_instant("2026-11-22T23:59:59-05:00"), None)
    assert by_title["Done one"].status == "completed"
    assert by_title["Deleted one"].status == "deleted"
    water = [one for one in tasks if one.title == "Water the plants"]
    assert [(one.recurrence, one.series_index) for one in water] == [
        *(("every 3 days", 2), ("none", 0), ("none", 1)),
    ]
    assert {one.series for one in water} == {water[0].uuid}
    assert [one.due for one in water if one.due] == [
        *(Due(None, date(2026, 11, day)) for day in (26, 20, 23)),
    ]


def test_the_number_of_an_instance_is_the_same_in_both_spellings() -> None:
    """Taskwarrior makes `0.000000` of the 0 that it imported."""
    parent = "5a315354-e5f7-4807-8cc2-4d82d8894c0f"
    spelled, plain = (_one(recur="monthly", parent=parent, imask=at) for at in (2.0, 2))
    assert json.dumps(spelled.extras) == json.dumps(plain.extras)


@pytest.mark.parametrize("status", ["completed", "deleted"])
@pytest.mark.parametrize("period", ["weekly", "1w", "P3W4D"])
def test_a_template_that_is_no_longer_open_keeps_its_period(period: str, status: str) -> None:
    """No `task import` takes a file in which a task that repeated there repeats no more."""
    one = _one(status="recurring", recur=period, due="20260306T000000Z", rtype="periodic")
    stamps: dict[str, Any] = {f"{status}_at": NOW, "updated_at": NOW}
    ended = one._replace(status=status, **stamps)
    [shown] = _written(ended)
    assert (shown["recur"], shown["due"]) == (period, "20260306T000000Z")
    [back], _ = read(taskwarrior_reader, json.dumps([shown]), UTC)
    assert back.recurrence == one.recurrence


def test_a_repeat_that_was_ended_here_is_named_for_it_cannot_be_ended_there() -> None:
    one = _one(status="recurring", recur="weekly", due="20260306T000000Z", rtype="periodic")
    ended = one._replace(recurrence="none")
    assert fields(written(taskwarrior_reader, [ended], UTC)[1]) == ["recurrence"]
    done = ended._replace(status="completed", completed_at=NOW)
    assert fields(written(taskwarrior_reader, [done], UTC)[1]) == []


def test_what_taskwarrior_has_no_field_for_it_keeps_for_us() -> None:
    one = ExternalTask(
        BARE["uuid"],
        "Call",
        description="with the long story",
        part_of="176bbcc7-bfef-4e88-b774-28b97ea2439a",
        repeat_from="completion",
        status="completed",
        completed_at=CREATED,
        updated_at=CREATED,
        created_at=CREATED,
        skipped=True,
    )
    text, losses = written(taskwarrior_reader, [one], UTC)
    assert read(taskwarrior_reader, text, UTC)[0] == [one]
    assert fields(losses) == ["description"]


def test_reminders_are_named_for_taskwarrior_has_none() -> None:
    uuid = "5a315354-e5f7-4807-8cc2-4d82d8894c0f"
    one = ExternalTask(uuid, "Call", due=Due(NOW, None), reminders=(ExternalReminder(None, 900),))
    assert fields(written(taskwarrior_reader, [one])[1]) == ["reminders"]


@pytest.mark.parametrize("due", [Due(NOW, None), Due(None, date(2026, 1, 31))])
def test_a_series_keeps_its_schedule_and_its_place(due: Due) -> None:
    one = ExternalTask(
        BARE["uuid"],
        "Call",
        due=due,
        recurrence="monthly",
        series="176bbcc7-bfef-4e88-b774-28b97ea2439a",
        series_index=5,
        anchor=due,
        anchor_index=5,
        created_at=CREATED,
        updated_at=CREATED,
    )
    later = one._replace(due=Due(None, date(2026, 2, 28)), series_index=6)
    for task in (one, later if due.day is not None else one):
        [back], _ = read(taskwarrior_reader, written(taskwarrior_reader, [task], UTC)[0], UTC)
        assert back._replace(extras={}) == task
    [template] = _written(later) if due.day is not None else _written(one)
    assert template["status"] == "recurring"


def test_two_notes_of_one_second_get_a_second_each() -> None:
    notes = (ExternalNote("b", CREATED), ExternalNote("a", CREATED))
    [one] = _written(ExternalTask("u", "Call", notes=notes))
    assert [note["entry"] for note in one["annotations"]] == [
        "20260105T090000Z",
        "20260105T090001Z",
    ]


def test_no_tasks_are_an_empty_array() -> None:
    assert written(taskwarrior_reader, [])[0] == "[]\n"


@settings(deadline=None)
@given(given_data.tasks())
def test_any_task_comes_back_but_for_what_is_named(task: ExternalTask) -> None:
    if task.recurrence != "none":
        task = task._replace(series=task.uuid, series_index=0, anchor=task.due, anchor_index=0)
    text, _ = written(taskwarrior_reader, [task], UTC)
    assert text.count("\n") == 3  # one task a line, whatever its texts hold
    [back], _ = read(taskwarrior_reader, text, UTC)
    same = (
        *("uuid", "title", "description", "due", "recurrence", "repeat_from", "priority", "tags"),
        *("project", "wait_until", "estimate", "status", "created_at", "updated_at", "part_of"),
        *("completed_at", "skipped"),
    )
    midnight = (
        task.due is not None and task.due.moment is not None and task.due.moment % 86_400 == 0
    )
    for field in same:
        if not (field == "due" and midnight):
            assert getattr(back, field) == getattr(task, field), field
    assert sorted(note.text for note in back.notes) == sorted(note.text for note in task.notes)

"""Timewarrior's export: what is read of it, and what is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from roma_cli.adapters.formats.trackers import timewarrior
from roma_cli.domain.errors import UsageError
from tests.adapters.formats.reading import lost, read

SAMPLE = Path(__file__).parents[2] / "fixtures" / "imports" / "timewarrior-1.4.json"
START, END = "20260304T090000Z", "20260304T092500Z"


def interval(**changes: object) -> str:
    one: dict[str, Any] = {"id": 1, "start": START, "end": END, **changes}
    return json.dumps([{name: value for name, value in one.items() if value is not ...}])


def test_what_the_real_program_exported_is_read_whole() -> None:
    sessions, losses = read(timewarrior, SAMPLE.read_text())
    assert losses == []
    assert len(sessions) == 41
    night = sessions[-1]
    assert (night.started_at, night.ended_at) == (1770853200, 1770856200)  # over midnight
    assert night.tags == ("late night",)


def test_tags_and_annotation_become_tags_and_note() -> None:
    text = interval(tags=["a b", 'c"d', "é"], annotation='say "so"\\n')
    [one], losses = read(timewarrior, text)
    assert (one.tags, one.note, losses) == (("a b", 'c"d', "é"), 'say "so"\\n', [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"end": ...}, [("line 1", "end")], id="still running"),
        pytest.param({"end": ""}, [("line 1", "end")], id="an end that is empty"),
        pytest.param({"end": "tomorrow"}, [("line 1", "end")], id="an end that is no moment"),
        pytest.param({"end": "20260230T000000Z"}, [("line 1", "end")], id="a day there is not"),
        pytest.param({"end": True}, [("line 1", "end")], id="true is no moment"),
        pytest.param({"start": ...}, [("line 1", "start")], id="without a start"),
        pytest.param({"start": None}, [("line 1", "start")], id="a start that is null"),
        pytest.param({"start": 10**300}, [("line 1", "start")], id="a start beyond all numbers"),
    ],
)
def test_an_interval_that_is_none_is_named_and_left_out(
    changes: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    if changes.get("start") == 10**300:
        with pytest.raises(UsageError, match="beyond 64 bits"):
            read(timewarrior, interval(**changes))
        return
    sessions, losses = read(timewarrior, interval(**changes))
    assert (sessions, lost(losses)) == ([], expected)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"tags": "work"}, [("line 1", "tags")], id="tags that are no list"),
        pytest.param({"tags": ["a", 1]}, [("line 1", "tags")], id="a tag that is a number"),
        pytest.param({"annotation": 7}, [("line 1", "annotation")], id="a note that is a number"),
        pytest.param({"mood": "good"}, [("line 1", "mood")], id="a field of a later version"),
        pytest.param({"mood": ""}, [], id="such a field with nothing in it"),
    ],
)
def test_a_field_that_cannot_be_read_is_named_and_the_rest_kept(
    changes: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    [one], losses = read(timewarrior, interval(**changes))
    assert one.ended_at - one.started_at == 1500
    assert lost(losses) == expected


def test_a_record_that_is_no_object_is_named_by_its_line() -> None:
    sessions, losses = read(timewarrior, f'[\n1,\n"x",\n{interval()[1:-1]}\n]')
    assert len(sessions) == 1
    assert lost(losses) == [("line 2", ""), ("line 3", "")]


def test_an_interval_is_known_by_its_start_however_it_is_numbered() -> None:
    [first], _ = read(timewarrior, interval(id=1, tags=["a"]))
    [again], _ = read(timewarrior, interval(id=77, tags=["b"], annotation="later"))
    [other], _ = read(timewarrior, interval(start="20260304T090001Z"))
    assert first.id == again.id != other.id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(interval(), True, id="an export"),
        pytest.param("\ufeff" + interval(), True, id="with a byte order mark"),
        pytest.param(interval(end=...), True, id="only a running one"),
        pytest.param(interval(uuid="x", description="d"), False, id="a started Taskwarrior task"),
        pytest.param(interval(start="2026-03-04T09:00:00Z"), False, id="Watson's way of times"),
        pytest.param("[\n]", False, id="an empty export says nothing"),
        pytest.param("[" * 100_000, False, id="very deep"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_it_is_recognised_by_its_first_interval(text: str, *, expected: bool) -> None:
    assert timewarrior.looks_like(text.encode()) is expected

"""Watson's log and frames: what is read of them, and what is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from roma_cli.adapters.formats.trackers import watson
from tests.adapters.formats.reading import lost, read

SAMPLES = Path(__file__).parents[2] / "fixtures" / "imports"
ID = "150f4608b9aa46eea6184b0b99de20d7"
START, STOP = "2026-03-04T10:00:00+01:00", "2026-03-04T10:50:00+01:00"


def logged(**changes: object) -> str:
    one: dict[str, Any] = {
        "id": ID,
        "project": "roma",
        "start": START,
        "stop": STOP,
        "tags": ["code"],
        **changes,
    }
    return json.dumps([{name: value for name, value in one.items() if value is not ...}])


def frame(*columns: object) -> str:
    return json.dumps([columns])


def test_the_log_and_the_frames_of_the_real_program_say_the_same() -> None:
    log, log_losses = read(watson, (SAMPLES / "watson-2.1-log.json").read_text())
    frames, frame_losses = read(watson, (SAMPLES / "watson-2.1-frames.json").read_text())
    assert log == frames
    assert len(log) == 9
    assert log[0].id == "150f4608-b9aa-46ee-a618-4b0b99de20d7"
    assert log[-1].tags == ("naïve projet", "été")
    assert log_losses == []
    assert lost(frame_losses) == [("every frame", "updated_at")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(logged(), ("roma", "code"), id="the project comes first"),
        pytest.param(logged(tags=...), ("roma",), id="no tags"),
        pytest.param(logged(tags=None), ("roma",), id="tags that are null"),
        pytest.param(logged(project=""), ("code",), id="no project"),
        pytest.param(frame(1772614800, 1772617800, "p", ID), ("p",), id="a frame of long ago"),
        pytest.param(frame(1772614800.5, 1772617800.9, "p", ID, []), ("p",), id="with fractions"),
    ],
)
def test_project_and_tags_become_the_sessions_tags(text: str, expected: tuple[str, ...]) -> None:
    [one], losses = read(watson, text)
    assert (one.tags, losses) == (expected, [])
    assert (one.started_at, one.ended_at) == (1772614800, 1772617800)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(logged(stop=...), ("line 1", "stop"), id="still running"),
        pytest.param(logged(id="current"), ("line 1", "stop"), id="running, from --current"),
        pytest.param(logged(stop="later"), ("line 1", "stop"), id="a stop that is no moment"),
        pytest.param(logged(start="2026-03-04"), ("line 1", "start"), id="a start that is a day"),
        pytest.param(
            logged(start="2026-03-04T10:00:00"), ("line 1", "start"), id="a start without offset"
        ),
        pytest.param(frame(1, 2), ("line 1", ""), id="a frame cut short"),
        pytest.param(frame(1, 2, "p", ID, [], 3, 4), ("line 1", ""), id="a frame too long"),
        pytest.param(frame(None, 2, "p", ID), ("line 1", "start"), id="a frame without a start"),
        pytest.param("[7]", ("line 1", ""), id="no frame at all"),
    ],
)
def test_a_frame_that_is_none_is_named_and_left_out(text: str, expected: tuple[str, str]) -> None:
    sessions, losses = read(watson, text)
    assert (sessions, lost(losses)) == ([], [expected])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"project": 7}, "project", id="a project that is a number"),
        pytest.param({"tags": {"a": 1}}, "tags", id="tags that are an object"),
        pytest.param({"url": "http://x"}, "url", id="a field of a later version"),
    ],
)
def test_a_field_that_cannot_be_read_is_named_and_the_rest_kept(
    changes: dict[str, object], field: str
) -> None:
    sessions, losses = read(watson, logged(**changes))
    assert len(sessions) == 1
    assert lost(losses) == [("line 1", field)]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param(ID, "150f4608-b9aa-46ee-a618-4b0b99de20d7", id="Watson's own"),
        pytest.param(ID.upper(), "150f4608-b9aa-46ee-a618-4b0b99de20d7", id="in capitals"),
        pytest.param("mine", None, id="typed by hand"),
        pytest.param(5, None, id="a number"),
        pytest.param(..., None, id="none"),
    ],
)
def test_every_frame_has_a_uuid_and_keeps_it(number: object, expected: str | None) -> None:
    [one], _ = read(watson, logged(id=number))
    [again], _ = read(watson, logged(id=number))
    assert one.id == again.id
    assert len(one.id) == 36
    assert expected in (None, one.id)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(logged(), True, id="a log"),
        pytest.param(frame(1, 2, "p", ID, [], 3), True, id="frames"),
        pytest.param(frame(1, 2, "p", ID), True, id="old frames"),
        pytest.param(frame("1", 2, "p", ID), False, id="a table of something else"),
        pytest.param(frame(1, 2, 3, 4), False, id="numbers"),
        pytest.param(logged(stop=...), False, id="half a log"),
        pytest.param("[]", False, id="empty"),
    ],
)
def test_it_is_recognised_by_its_first_frame(text: str, *, expected: bool) -> None:
    assert watson.looks_like(text.encode()) is expected

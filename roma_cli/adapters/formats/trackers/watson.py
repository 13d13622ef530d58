"""Watson's `watson log --json` and its own file `frames`: one frame a session.

A frame's project becomes the first of the session's tags, for a session has no project.
"""

from __future__ import annotations

from roma_cli.adapters.formats.json.stream import json_stream
from roma_cli.adapters.formats.trackers import intervals
from roma_cli.domain.transfer.interchange import ExternalSession, Loss, name_uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roma_cli.adapters.formats.source import Source
    from roma_cli.domain.transfer.interchange import Place

_LOG = frozenset({"id", "project", "start", "stop", "tags"})
_COLUMNS = ("start", "stop", "project", "id", "tags", "updated_at")
_FEWEST = 4
"""Columns of a frame that the oldest Watson wrote: those up to its id."""
_HEX = frozenset("0123456789abcdef")
_HEX_DIGITS = 32
_RUNNING = "it is still running, so it was left out; stop it and come again"


def looks_like(head: bytes) -> bool:
    """Tell whether a file begins as Watson's log or its frames do."""
    one = intervals.first_record(head)
    if isinstance(one, dict):
        return {"id", "project", "start", "stop"} <= one.keys()
    return _is_frame(one)


def read(
    source: Source,
    place: Place,  # noqa: ARG001 - its times have their offset
    lost: Callable[[Loss], None],
) -> Iterator[ExternalSession]:
    """Return the frames that have ended, one by one."""
    told = False
    for line, one in json_stream(source):
        record = f"line {line}"
        if isinstance(one, list) and _FEWEST <= len(one) <= len(_COLUMNS):
            if len(one) == len(_COLUMNS) and not told:
                lost(Loss("every frame", "updated_at", "roma keeps when it was imported instead"))
                told = True
            fields = dict(zip(_COLUMNS[:5], one, strict=False))
        elif isinstance(one, dict):
            fields = one
        else:
            lost(Loss(record, "", "it is no frame"))
            continue
        session = _session(record, fields, lost)
        if session is not None:
            yield session


def _is_frame(one: object) -> bool:
    if not isinstance(one, list) or not _FEWEST <= len(one) <= len(_COLUMNS):
        return False
    return all(isinstance(number, int | float) for number in one[:2]) and all(
        isinstance(text, str) for text in one[2:4]
    )


def _session(
    record: str, one: dict[str, object], lost: Callable[[Loss], None]
) -> ExternalSession | None:
    # `watson log --current` calls the frame that is not over yet so.
    if one.get("stop") in (None, "") or one.get("id") == "current":
        lost(Loss(record, "stop", _RUNNING))
        return None
    start, stop = intervals.moment_of(one.get("start")), intervals.moment_of(one["stop"])
    if start is None or stop is None:
        field = "start" if start is None else "stop"
        lost(Loss(record, field, "it is no moment, so the frame was left out"))
        return None
    project = one.get("project")
    if project is not None and not isinstance(project, str):
        lost(Loss(record, "project", "it is no text"))
        project = None
    for field in intervals.others(one, _LOG):
        lost(Loss(record, field, "roma has no place for it"))
    tags = intervals.words_of(one.get("tags"), record, lost)
    return ExternalSession(
        id=_uuid(one.get("id"), start, stop, project),
        kind="work",
        started_at=start,
        ended_at=stop,
        tags=tuple([project, *tags] if project else tags),
    )


def _uuid(number: object, start: int, stop: int, project: str | None) -> str:
    """Return a frame's own id as a UUID; one made of what it is where it has none."""
    if not isinstance(number, str) or not number:
        return name_uuid("watson", start, stop, project)
    text = number.lower().replace("-", "")
    if len(text) != _HEX_DIGITS or not set(text) <= _HEX:
        return name_uuid("watson", "id", number)
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

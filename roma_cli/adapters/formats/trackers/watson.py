"""Watson's `watson log --json` and its own file `frames`: one frame a session.

A frame's project becomes the first of the session's tags, for a session has no project.
"""

from __future__ import annotations

from roma_cli.adapters.formats.json.stream import json_stream
from roma_cli.adapters.formats.trackers import intervals
from roma_cli.domain.transfer.interchange import ExternalSession, Loss, name_uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.adapters.formats.source import Lose, Report, Source
    from roma_cli.domain.transfer.interchange import Place

_LOG = frozenset({"id", "project", "start", "stop", "tags"})
_COLUMNS = ("start", "stop", "project", "id", "tags", "updated_at")
_FEWEST = 4
"""Columns of a frame that the oldest Watson wrote: those up to its id."""
_HEX = frozenset("0123456789abcdef")
_HEX_DIGITS = 32


def looks_like(head: bytes) -> bool:
    """Tell whether a file begins as Watson's log or its frames do."""
    one = intervals.first_record(head)
    if isinstance(one, dict):
        return {"id", "project", "start", "stop"} <= one.keys()
    return (
        isinstance(one, list)
        and _FEWEST <= len(one) <= len(_COLUMNS)
        and all(isinstance(number, int | float) for number in one[:2])
        and all(isinstance(text, str) for text in one[2:4])
    )


def read(source: Source, _place: Place, report: Report) -> Iterator[ExternalSession]:
    """Return the frames that have ended, one by one; their times have an offset."""
    return intervals.sessions(_records(source, report), _session, report)


def _records(source: Source, report: Report) -> Iterator[tuple[int, object]]:
    """Return each frame by its fields, also where it is an array of columns."""
    is_reported = False
    for line, one in json_stream(source):
        if isinstance(one, list) and _FEWEST <= len(one) <= len(_COLUMNS):
            if len(one) == len(_COLUMNS) and not is_reported:
                report(Loss("every frame", "updated_at", "roma keeps when it was imported instead"))
                is_reported = True
            yield line, dict(zip(_COLUMNS[:5], one, strict=False))
        else:
            yield line, one


def _session(record: object, lose: Lose) -> ExternalSession:
    if not isinstance(record, dict):
        raise intervals.Skipped("", "it is no frame")
    # `watson log --current` gives the frame that is not over yet this id.
    if record.get("stop") in (None, "") or record.get("id") == "current":
        raise intervals.Skipped("stop", intervals.RUNNING)
    start, stop = intervals.span(record, "stop", "frame")
    project = intervals.text_of(record, "project", lose)
    intervals.report_others(record, _LOG, lose)
    tags = intervals.tags_of(record, lose)
    return ExternalSession(
        id=_uuid(record.get("id"), start, stop, project),
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

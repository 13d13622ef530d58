"""Watson's `watson log --json` and its own file `frames`: one session per frame.

A frame's project becomes the session's first tag, because a session has no project.
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
"""Number of columns up to the id, which the oldest Watson wrote."""
_HEX = frozenset("0123456789abcdef")
_HEX_DIGITS = 32


def looks_like(head: bytes) -> bool:
    """Tell whether a file begins like Watson's log or its frames."""
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
    """Yield the frames that have ended; their times have an offset."""
    return intervals.sessions(_records(source, report), _session, report)


def _records(source: Source, report: Report) -> Iterator[tuple[int, object]]:
    """Yield each frame as a mapping, also if it is an array of columns."""
    is_reported = False
    for line, one in json_stream(source):
        if isinstance(one, list) and _FEWEST <= len(one) <= len(_COLUMNS):
            if len(one) == len(_COLUMNS) and not is_reported:
                report(Loss("every frame", "updated_at", "the time of the import is used instead"))
                is_reported = True
            yield line, dict(zip(_COLUMNS[:5], one, strict=False))
        else:
            yield line, one


def _session(record: object, lose: Lose) -> ExternalSession:
    if not isinstance(record, dict):
        raise intervals.Skipped("", "not a frame")
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
    """Return a frame's id as a UUID; without one it is made from the frame's content."""
    if not isinstance(number, str) or not number:
        return name_uuid("watson", start, stop, project)
    text = number.lower().replace("-", "")
    if len(text) != _HEX_DIGITS or not set(text) <= _HEX:
        return name_uuid("watson", "id", number)
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

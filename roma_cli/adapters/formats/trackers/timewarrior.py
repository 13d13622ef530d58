"""Timewarrior's `timew export`: one interval a session, its tags and its annotation kept.

Timewarrior numbers its intervals anew each time, but never lets two begin at the same moment; so
the start is what one is known by.
"""

from __future__ import annotations

import re

from roma_cli.adapters.formats.json.stream import json_stream
from roma_cli.adapters.formats.trackers import intervals
from roma_cli.domain.transfer.interchange import ExternalSession, Loss, name_uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roma_cli.adapters.formats.source import Source
    from roma_cli.domain.transfer.interchange import Place

_STAMP = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_KNOWN = frozenset({"id", "start", "end", "tags", "annotation"})


def looks_like(head: bytes) -> bool:
    """Tell whether a file begins as `timew export` writes; Taskwarrior's tasks have a uuid."""
    one = intervals.first_record(head)
    return (
        isinstance(one, dict)
        and "uuid" not in one
        and isinstance(one.get("start"), str)
        and _STAMP.fullmatch(one["start"]) is not None
    )


def read(
    source: Source,
    place: Place,  # noqa: ARG001 - its times are in UTC
    lost: Callable[[Loss], None],
) -> Iterator[ExternalSession]:
    """Return the intervals that have ended, one by one."""
    for line, one in json_stream(source):
        session = _session(f"line {line}", one, lost)
        if session is not None:
            yield session


def _session(record: str, one: object, lost: Callable[[Loss], None]) -> ExternalSession | None:
    if not isinstance(one, dict):
        lost(Loss(record, "", "it is no interval"))
        return None
    start = intervals.moment_of(one.get("start"))
    if start is None:
        lost(Loss(record, "start", "it is no moment, so the interval was left out"))
        return None
    if one.get("end") in (None, ""):
        lost(Loss(record, "end", "it is still running, so it was left out; stop it and come again"))
        return None
    end = intervals.moment_of(one["end"])
    if end is None:
        lost(Loss(record, "end", "it is no moment, so the interval was left out"))
        return None
    note = one.get("annotation")
    if note is not None and not isinstance(note, str):
        lost(Loss(record, "annotation", "it is no text"))
        note = None
    for field in intervals.others(one, _KNOWN):
        lost(Loss(record, field, "roma has no place for it"))
    return ExternalSession(
        id=name_uuid("timewarrior", start),
        kind="work",
        started_at=start,
        ended_at=end,
        note=note or "",
        tags=tuple(intervals.words_of(one.get("tags"), record, lost)),
    )

"""Timewarrior's `timew export`: one session per interval, with its tags and annotation.

Timewarrior renumbers its intervals each time, but no two begin at the same moment, so the start
identifies one.
"""

from __future__ import annotations

import re

from roma_cli.adapters.formats.json.stream import json_stream
from roma_cli.adapters.formats.trackers import intervals
from roma_cli.domain.transfer.interchange import ExternalSession, name_uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.adapters.formats.source import Lose, Report, Source
    from roma_cli.domain.transfer.interchange import Place

_STAMP = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_KNOWN = frozenset({"id", "start", "end", "tags", "annotation"})


def looks_like(head: bytes) -> bool:
    """Tell whether a file begins like `timew export`; Taskwarrior's tasks have a uuid."""
    one = intervals.first_record(head)
    return (
        isinstance(one, dict)
        and "uuid" not in one
        and isinstance(one.get("start"), str)
        and _STAMP.fullmatch(one["start"]) is not None
    )


def read(source: Source, _place: Place, report: Report) -> Iterator[ExternalSession]:
    """Yield the intervals that have ended; their times are in UTC."""
    return intervals.sessions(json_stream(source), _session, report)


def _session(record: object, lose: Lose) -> ExternalSession:
    if not isinstance(record, dict):
        raise intervals.Skipped("", "not an interval")
    start, end = intervals.span(record, "end", "interval")
    note = intervals.text_of(record, "annotation", lose)
    intervals.report_others(record, _KNOWN, lose)
    return ExternalSession(
        id=name_uuid("timewarrior", start),
        kind="work",
        started_at=start,
        ended_at=end,
        note=note or "",
        tags=tuple(intervals.tags_of(record, lose)),
    )

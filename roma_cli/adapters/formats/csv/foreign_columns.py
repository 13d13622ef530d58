"""Columns of other programs' tables: their names and parsers."""

from __future__ import annotations

import re

from roma_cli.domain.dates.parse import parse_due, parse_moment
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import in_words, parse_repeat
from roma_cli.domain.task import clean_estimate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from roma_cli.domain.transfer.interchange import Place

_NAMES = {
    "title": "title, task, task name, name, summary, subject, content, todo, to do, action",
    "description": "description, notes, note, details, body, comment, comments",
    "due": "due, due date, due on, due at, deadline, date",
    "priority": "priority, prio, importance",
    "tags": "tags, tag, labels, label, categories, category, contexts, context",
    "project": "project, project name, list, list name, folder",
    "status": "status, state, completed, complete, done, is completed",
    "recurrence": "recurrence, repeat, repeats, recurring",
    "estimate": "estimate, pomodoros",
    "wait_until": "wait until, wait, defer until, hide until",
    "created_at": "created at, created, created on, date created, creation date, created date",
    "completed_at": "completed at, completed on, date completed, completion date, done date",
    "uuid": "uuid",
}
"""The column names of each field, most likely first."""

_PRIORITIES = {
    **dict.fromkeys(("high", "h", "urgent", "highest", "important"), "high"),
    **dict.fromkeys(("medium", "med", "m", "normal", "none", "default"), "medium"),
    **dict.fromkeys(("low", "l", "lowest"), "low"),
}
_STATES = {
    **dict.fromkeys(
        ("completed", "complete", "done", "closed", "finished", "yes", "true", "x", "1", "☑", "✓"),
        "completed",
    ),
    **dict.fromkeys(
        ("pending", "open", "active", "todo", "to do", "not started", "no", "false", "0", "☐"),
        "pending",
    ),
    "deleted": "deleted",
}


def columns_of(names: Sequence[str]) -> dict[str, int]:
    """Map each roma field to the column that holds it; the most likely name wins."""
    folded = [" ".join(re.split(r"[\s_-]+", name.strip().lower())) for name in names]
    found: dict[str, int] = {}
    for field, called in _NAMES.items():
        for name in called.split(", "):
            if name in folded:
                found[field] = folded.index(name)
                break
    return found


def read_cell(field: str, cell: str, place: Place) -> Any:
    """Parse a cell of a field. Raises UsageError for what roma can't read."""
    reader = _READERS.get(field)
    return cell.strip() if reader is None else reader(cell.strip(), place)


def _moment(*, past: bool) -> Callable[[str, Place], int]:
    def read(cell: str, place: Place) -> int:
        minute = place.rule.reset_minute
        return parse_moment(cell, place.rule, place.now, default_minute=minute, past=past)

    return read


def _word(known: Mapping[str, str], what: str) -> Callable[[str, Place], str]:
    def read(cell: str, _: Place) -> str:
        if cell.lower() not in known:
            raise UsageError(f"can't read {cell[:60]!r} as a {what}")
        return known[cell.lower()]

    return read


def _tags(cell: str, _: Place) -> tuple[str, ...]:
    return tuple(word.lstrip("#") for word in re.split(r"[\s,;]+", cell) if word.strip("#"))


_READERS: dict[str, Callable[[str, Place], Any]] = {
    "due": lambda cell, place: parse_due(cell, place.rule, place.now),
    **dict.fromkeys(("created_at", "updated_at", "completed_at"), _moment(past=True)),
    "wait_until": _moment(past=False),
    "priority": _word(_PRIORITIES, "priority"),
    "status": _word(_STATES, "status"),
    "recurrence": lambda cell, _: in_words(parse_repeat(cell)),
    "repeat_from": _word({"due": "due", "completion": "completion"}, "repeat_from value"),
    "tags": _tags,
    "estimate": lambda cell, _: clean_estimate(cell),
}

"""Rules of tasks: limits, and the changes that add, edit, complete and delete one."""

from __future__ import annotations

from datetime import date

from roma_cli.domain.changes import entry, insert, is_empty, update
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.task_fields import PROJECT
from roma_cli.domain.text import storable, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.domain.task_fields import Task

TITLE_LIMIT = 255
DESCRIPTION_LIMIT = 10_000
TAG_LIMIT = 50
"""Characters of one tag, its `#` included."""
TAGS_LIMIT = 10
ESTIMATE_LIMIT = 1000
PRIORITIES = ("low", "medium", "high")
"""In the order of their weights 1, 2, 3."""


def clean_title(text: str) -> str:
    """Return a title as it is stored. Raises UsageError if blank or over 255 characters."""
    return storable(text, "the title", least=1, most=TITLE_LIMIT)


def clean_description(text: str) -> str:
    """Return a description as it is stored. Raises UsageError beyond 10,000 characters."""
    return storable(text, "the description", least=0, most=DESCRIPTION_LIMIT)


def clean_note(text: str) -> str:
    """Return a note as it is stored. Raises UsageError if blank or over 10,000 characters."""
    return storable(text, "the note", least=1, most=DESCRIPTION_LIMIT)


def clean_project(text: str) -> str | None:
    """Return a project's name, or None for `none`. Raises UsageError over 100 characters."""
    return PROJECT.parse(text)


def clean_estimate(text: str) -> int | None:
    """Return an estimate in work sessions, or None for `none`. Raises UsageError otherwise."""
    if text.strip().lower() == "none":
        return None
    number = whole_number(text)
    if number is None or not 1 <= number <= ESTIMATE_LIMIT:
        raise UsageError(
            f"an estimate is a number of work sessions from 1 to {ESTIMATE_LIMIT}, not '{text}'",
            "roma task add TITLE --estimate 3",
        )
    return number


def clean_priority(text: str) -> str:
    """Return one of the three priorities, typed in any case. Raises UsageError otherwise."""
    word = text.strip().lower()
    if word not in PRIORITIES:
        raise UsageError(
            f"priority is low, medium or high, not '{text}'", "roma task add TITLE --priority high"
        )
    return word


def clean_tags(words: Iterable[str]) -> tuple[str, ...]:
    """Return tags with their `#`, each once (compared case-insensitively), in the order typed.

    Raises UsageError for an empty or over-long tag, one with white space, or more than ten.
    """
    tags: dict[str, str] = {}
    for word in words:
        name = storable(word, "a tag", least=0, most=DESCRIPTION_LIMIT)
        tag = name if name.startswith("#") else "#" + name
        if len(tag) == 1:
            raise UsageError("a tag is blank", "roma task add TITLE --tag work")
        if len(tag) > TAG_LIMIT:
            raise UsageError(
                f"the tag has {len(tag)} characters with its #; at most {TAG_LIMIT} are allowed"
            )
        if len(tag.split()) > 1:
            raise UsageError(f"a tag is one word, not '{name}'", "roma task add TITLE -t a -t b")
        tags.setdefault(tag_key(tag), tag)
    if len(tags) > TAGS_LIMIT:
        raise UsageError(f"a task has at most {TAGS_LIMIT} tags, not {len(tags)}")
    return tuple(tags.values())


def tag_key(tag: str) -> str:
    """Return what two tags are compared by."""
    return tag.casefold()


def tag_columns(tags: Iterable[str]) -> dict[str, Value]:
    """Return the columns that hold `tags`. Raises as `clean_tags` does."""
    cleaned = clean_tags(tags)
    return {"tags": " ".join(cleaned), "tag_keys": " ".join(tag_key(tag) for tag in cleaned)}


def due_columns(due: Due | None) -> dict[str, Value]:
    """Return the columns that hold a due date, or its absence."""
    return {
        "due_date": None if due is None else due.moment,
        "due_day": None if due is None or due.day is None else due.day.isoformat(),
    }


def due_of(task: Task) -> Due | None:
    """Return when a task is due, or None."""
    if task.due_day is not None:
        return Due(None, date.fromisoformat(task.due_day))
    return None if task.due_date is None else Due(task.due_date, None)


def add(user_id: int, title: str, columns: Mapping[str, Value], *, now: int) -> Entry:
    """Return the entry that adds a pending task with `columns`, which are checked already.

    Raises UsageError for the title.
    """
    row: dict[str, Value] = {
        "user_id": user_id,
        "title": clean_title(title),
        **columns,
        "created_at": now,
        "updated_at": now,
    }
    return entry("task.created", insert("tasks", row))


def complete(task: Task, *, now: int) -> Entry:
    """Return the entry that completes `task`. Raises UsageError if it is completed already."""
    if task.status == "completed":
        raise UsageError(f"task {task.id} is completed already", f"roma task reopen {task.id}")
    return changed("task.completed", task, {"status": "completed", "completed_at": now}, now=now)


def reopen(task: Task, *, now: int) -> Entry:
    """Return the entry that makes `task` pending again. Raises UsageError if it is pending."""
    if task.status == "pending":
        raise UsageError(f"task {task.id} is not completed", f"roma task done {task.id}")
    columns: dict[str, Value] = {"status": "pending", "completed_at": None, "skipped": 0}
    return changed("task.reopened", task, columns, now=now)


def edit(task: Task, columns: Mapping[str, Value], *, now: int) -> list[Entry]:
    """Return the entry that sets `columns` (checked before), or none if they are so already."""
    one = changed("task.updated", task, columns, now=now)
    return [] if is_empty(one.change) else [one]


def delete(task: Task, *, now: int) -> Entry:
    """Return the entry that deletes `task`: it stays in the file, out of every list."""
    return changed("task.deleted", task, {"deleted_at": now}, now=now)


def annotate(task: Task, text: str, *, now: int) -> Entry:
    """Return the entry that adds a dated note. Raises UsageError for a blank or long one."""
    row: dict[str, Value] = {
        "task_id": task.id,
        "user_id": task.user_id,
        "text": clean_note(text),
        "created_at": now,
    }
    return entry("task.noted", insert("task_notes", row), task_id=task.id)


def untouched(task: Task) -> bool:
    """Tell whether nothing has happened to a task since it was added."""
    return (
        task.status == "pending" and task.deleted_at is None and task.updated_at == task.created_at
    )


def changed(event_type: str, task: Task, columns: Mapping[str, Value], *, now: int) -> Entry:
    """Return the entry that sets `columns` of `task`, stamped `now`."""
    change = update("tasks", task.id, task, {**columns, "updated_at": now})
    return entry(event_type, change, parent_task_id=task.parent_task_id)

"""What may happen to a task: its limits, and the changes that add, edit, complete and delete it."""

from __future__ import annotations

from roma_cli.core.changes import entry, insert, is_empty, update
from roma_cli.core.errors import UsageError
from roma_cli.core.text import storable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from roma_cli.core.changes import Entry, Value
    from roma_cli.core.moments import Due
    from roma_cli.core.records import Task

TITLE_LIMIT = 255
DESCRIPTION_LIMIT = 10_000
TAG_LIMIT = 50
"""Characters of one tag, its `#` included."""
TAGS_LIMIT = 10
PRIORITIES = ("low", "medium", "high")
"""In the order of their weights 1, 2, 3."""


def clean_title(text: str) -> str:
    """Return a title as it is stored. Raises UsageError if blank or over 255 characters."""
    return storable(text, "the title", least=1, most=TITLE_LIMIT)


def clean_description(text: str) -> str:
    """Return a description as it is stored. Raises UsageError beyond 10,000 characters."""
    return storable(text, "the description", least=0, most=DESCRIPTION_LIMIT)


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


def tag_columns(tags: tuple[str, ...]) -> dict[str, Value]:
    """Return the columns that hold `tags`."""
    return {"tags": " ".join(tags), "tag_keys": " ".join(tag_key(tag) for tag in tags)}


def due_columns(due: Due | None) -> dict[str, Value]:
    """Return the columns that hold a due date, or its absence."""
    return {
        "due_date": None if due is None else due.moment,
        "due_day": None if due is None or due.day is None else due.day.isoformat(),
    }


def add(
    user_id: int,
    title: str,
    *,
    now: int,
    description: str = "",
    priority: str = "medium",
    tags: tuple[str, ...] = (),
    due: Due | None = None,
) -> Entry:
    """Return the entry that adds a pending task. Raises UsageError for what exceeds a limit."""
    row: dict[str, Value] = {
        "user_id": user_id,
        "title": clean_title(title),
        "description": clean_description(description),
        **due_columns(due),
        "recurrence": "none",
        "priority": clean_priority(priority),
        **tag_columns(clean_tags(tags)),
        "status": "pending",
        "created_at": now,
        "updated_at": now,
    }
    return entry("task.created", insert("tasks", row))


def complete(task: Task, *, now: int) -> Entry:
    """Return the entry that completes `task`. Raises UsageError if it is completed already."""
    if task.status == "completed":
        raise UsageError(f"task {task.id} is completed already", f"roma task reopen {task.id}")
    return _change("task.completed", task, {"status": "completed", "completed_at": now}, now)


def reopen(task: Task, *, now: int) -> Entry:
    """Return the entry that makes `task` pending again. Raises UsageError if it is pending."""
    if task.status == "pending":
        raise UsageError(f"task {task.id} is not completed", f"roma task done {task.id}")
    return _change("task.reopened", task, {"status": "pending", "completed_at": None}, now)


def edit(task: Task, columns: dict[str, Value], *, now: int) -> Entry | None:
    """Return the entry that sets `columns` (checked before), or None if they are so already."""
    change = update("tasks", task.id, task, {**columns, "updated_at": now})
    if is_empty(change):
        return None
    return entry("task.updated", change, parent_task_id=task.parent_task_id)


def delete(task: Task, *, now: int) -> Entry:
    """Return the entry that deletes `task`: it stays in the file, out of every list."""
    return _change("task.deleted", task, {"deleted_at": now}, now)


def _change(event_type: str, task: Task, columns: dict[str, Value], now: int) -> Entry:
    change = update("tasks", task.id, task, {**columns, "updated_at": now})
    return entry(event_type, change, parent_task_id=task.parent_task_id)

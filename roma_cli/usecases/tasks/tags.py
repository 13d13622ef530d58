"""Use cases of tags: list and rename."""

from __future__ import annotations

from roma_cli.domain import task as task_rules
from roma_cli.domain.errors import NotFound
from roma_cli.domain.text import plural
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases.result import Cell, Column, Result, Table, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.domain.changes import Value
    from roma_cli.domain.task_fields import Task


def list_tags(context: Context) -> Result:
    """List the tags of pending tasks with how many have each, the most used first."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for words in task_queries.tag_words(context.file, context.user_id):
        for tag in words.split():
            key = task_rules.tag_key(tag)
            counts[key] = counts.get(key, 0) + 1
            names.setdefault(key, tag)
    found = sorted(counts, key=lambda key: (-counts[key], key))
    rows = [(Cell(names[key], "tag"), Cell(str(counts[key]), "count")) for key in found]
    return Result(
        [Table((Column("tag"), Column("tasks", right=True)), rows)] if rows else [],
        lambda: [{"tag": names[key], "tasks": counts[key]} for key in found],
        messages=() if rows else ("no pending task has a tag",),
    )


def rename(context: Context, old: str, new: str) -> Result:
    """Give a tag another name on every task, completed ones too, in one operation."""
    [before] = task_rules.clean_tags([old])
    [after] = task_rules.clean_tags([new])
    with context.operation() as op:
        changed = task_queries.tagged(context.file, context.user_id, task_rules.tag_key(before))
        if not changed:
            raise NotFound(f"no task has the tag {before}", "roma task tags")
        entries = [
            entry
            for one in changed
            for entry in task_rules.edit(one, _renamed(one, before, after), now=context.now)
        ]
        op.write(f"tag {before} renamed to {after}", entries)
    number = len(changed)
    return Result(
        [
            line(
                Cell(before, "tag"), " is now ", Cell(after, "tag"), f" on {plural(number, 'task')}"
            )
        ],
        lambda: {"from": before, "to": after, "tasks": [one.id for one in changed]},
    )


def _renamed(task: Task, before: str, after: str) -> dict[str, Value]:
    key = task_rules.tag_key(before)
    return task_rules.tag_columns(
        after if task_rules.tag_key(tag) == key else tag for tag in task.tags.split()
    )

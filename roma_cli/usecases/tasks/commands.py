"""Use cases of tasks: add, show, complete, reopen, delete, edit, list and search."""

from __future__ import annotations

from roma_cli.domain import task as task_rules
from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.domain.text import plural, storable
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.result import Cell, Result, Table, line
from roma_cli.usecases.tasks import fields as task_fields
from roma_cli.usecases.tasks import query as task_query
from roma_cli.usecases.tasks import view as task_view

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roma_cli.context import Context, ContextOperation
    from roma_cli.domain.changes import Entry, Value
    from roma_cli.domain.task_fields import Task
    from roma_cli.usecases.tasks.fields import Fields

FOUND_AT_MOST = 100
"""Tasks that a search lists by default."""

_BULK = 10
"""Deleting so many tasks at once is worth a backup."""

_NOTHING: Fields = {}

_NAMED = 10
"""Missing ids that an error names; more would not fit a line."""


def add(context: Context, title: str, fields: Fields = _NOTHING) -> Result:
    """Add one task."""
    entry = task_rules.add(
        context.user_id, title, task_fields.for_new(context, fields), now=context.now
    )
    [added] = stored(context, f"added task '{title.strip()}'", [entry])
    return Result(
        [task_view.change_line(context, "added", added), *task_view.coming(context, added)],
        lambda: json_shapes.task(context, added),
    )


def add_lines(context: Context, titles: Sequence[str], fields: Fields) -> Result:
    """Add one task per line of an input, all in one operation or none."""
    entries = []
    for number, title in enumerate(titles, 1):
        columns = task_fields.for_new(context, fields, position=number - 1)
        try:
            entries.append(task_rules.add(context.user_id, title, columns, now=context.now))
        except UsageError as problem:
            raise UsageError(f"line {number}: {problem.message}", problem.hint) from None
    added = stored(context, f"added {plural(len(entries), 'task')}", entries)
    return Result(
        [line(f"added {plural(len(added), 'task')}")],
        lambda: [json_shapes.task(context, one) for one in added],
    )


def show(context: Context, number: int) -> Result:
    """Show every field of one task, its notes and its subtasks."""
    [one] = named(context, [number])
    return Result(
        task_view.details(context, one), lambda: json_shapes.task_with_parts(context, one)
    )


def done(context: Context, ids: Sequence[int]) -> Result:
    """Complete tasks with their open subtasks, all or none; what repeats gets its next one."""
    with context.operation() as op:
        found = named(context, ids)
        entries: list[Entry] = []
        for task in found:
            entries += _completed(context, task)
            for part in task_queries.subtasks(context.file, task.id):
                if part.status == "pending" and part not in found:
                    entries.append(task_rules.complete(part, now=context.now))
        changed, created = write(context, op, "completed", found, entries)
    return Result(
        [
            *(task_view.change_line(context, "completed", one) for one in changed),
            *(task_view.change_line(context, "next", one) for one in created),
        ],
        lambda: {
            "completed": [json_shapes.task(context, one) for one in changed],
            "created": [json_shapes.task(context, one) for one in created],
        },
    )


def reopen(context: Context, ids: Sequence[int]) -> Result:
    """Make completed tasks pending again; what followed a repeat goes, if it is untouched."""
    with context.operation() as op:
        found = named(context, ids)
        entries: list[Entry] = []
        for task in found:
            for child in task_queries.children(context.file, task.id):
                _refuse_worked_on(context, task, child)
                entries.append(task_rules.delete(child, now=context.now))
            entries.append(task_rules.reopen(task, now=context.now))
        changed, _ = write(context, op, "reopened", found, entries)
    return changes_result(context, "reopened", changed)


def delete(context: Context, ids: Sequence[int]) -> Result:
    """Take tasks and their subtasks out of every list; `undo` brings them back."""
    before = named(context, ids)
    if len(before) >= _BULK:
        from roma_cli.storage.backups import backup  # noqa: PLC0415 - only before much goes at once

        backup.back_up(context.file, context.now, "before-delete")

    with context.operation() as op:
        found = named(context, ids)
        entries: list[Entry] = []
        for task in found:
            parts = task_queries.subtasks(context.file, task.id)
            going = (task, *(part for part in parts if part not in found))
            entries += [task_rules.delete(one, now=context.now) for one in going]
        write(context, op, "deleted", found, entries)
    return Result(
        [
            *(task_view.change_line(context, "deleted", one) for one in before),
            line(Cell("roma undo brings it back", "dim")),
        ],
        lambda: {"deleted": [one.id for one in before]},
    )


def edit(context: Context, ids: Sequence[int], fields: Fields) -> Result:
    """Change fields of tasks, all of them or none."""
    if not fields:
        raise UsageError("nothing to change", "roma task edit 1 --due tomorrow")
    with context.operation() as op:
        found = named(context, ids)
        entries: list[Entry] = []
        for task in found:
            columns = task_fields.for_change(context, fields, task)
            entries += task_rules.edit(task, columns, now=context.now)
        changed, _ = write(context, op, "edited", found, entries)
    result = changes_result(context, "edited", changed)
    if "repeat" in fields and len(changed) == 1:
        result = result._replace(blocks=[*result.blocks, *task_view.coming(context, changed[0])])
    return result


def note(context: Context, ids: Sequence[int], text: str) -> Result:
    """Add a dated note to tasks."""
    with context.operation() as op:
        found = named(context, ids)
        entries = [task_rules.annotate(one, text, now=context.now) for one in found]
        changed, _ = write(context, op, "noted on", found, entries)
    return changes_result(context, "noted on", changed)


def list_tasks(
    context: Context,
    words: Sequence[str] = (),
    chosen: task_query.Chosen = task_query.PENDING,
    *,
    cut: bool = True,
) -> Result:
    """List tasks: pending ones by deadline, priority and number, then completed ones.

    `cut` lets a terminal end the list at its height.
    """
    found = task_query.select(context, words, chosen)

    def blocks() -> Iterator[Table]:
        if found:
            table = task_view.table(context, found, grouped=chosen.sort == "due")
            yield table._replace(cut="--all shows them" if cut else "")

    return Result(
        blocks(),
        lambda: json_shapes.tasks(context, found),
        messages=() if found else ("no tasks match",),
    )


def search(context: Context, text: str, limit: int) -> Result:
    """List the tasks whose title, description or tags hold all words, the best match first."""
    text = storable(text, "the text", least=0, most=task_rules.TITLE_LIMIT)
    sought = [word for word in text.split() if any(map(str.isalnum, word))]
    if not sought:
        raise UsageError("a search needs a word", "roma task search report")
    found = task_queries.search(context.file, context.user_id, sought, limit)
    return Result(
        [task_view.table(context, found)] if found else [],
        lambda: [json_shapes.task(context, one) for one in found],
        messages=() if found else ("no tasks match",),
    )


def named(context: Context, ids: Sequence[int]) -> list[Task]:
    """Return the tasks with these ids, in this order.

    Raises UsageError without any, NotFound naming the ids that are missing.
    """
    if not ids:
        raise UsageError("no task is named", "roma task list")
    found = task_queries.tasks(context.file, context.user_id, ids)
    missing = [str(one) for one in ids if one not in found]
    if missing:
        shown = ", ".join(missing[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
        there = "is no task" if len(missing) == 1 else "are no tasks"
        raise NotFound(f"there {there} {shown}", "roma task list --status all")
    return [found[one] for one in ids]


def write(
    context: Context,
    op: ContextOperation,
    verb: str,
    found: Sequence[Task],
    entries: Sequence[Entry],
) -> tuple[list[Task], list[Task]]:
    """Write what changes the tasks `found`, and their reminders; return them, and the new ones.

    Both are as they are then; what was deleted is left out.
    """
    ids = [one.id for one in found]
    what = f"task {ids[0]}" if len(ids) == 1 else plural(len(ids), "task")
    written = op.write(f"{verb} {what}", _with_reminders(context, entries, found))
    pairs = zip(entries, written.keys, strict=False)
    new = [int(key) for one, key in pairs if _makes_task(one)]
    # What a new row holds beside what was written is up to the file.
    there = task_queries.tasks(context.file, context.user_id, new)
    return _as_written(found, entries), [there[one] for one in new]


def _as_written(found: Sequence[Task], entries: Sequence[Entry]) -> list[Task]:
    """Return tasks that were read under the lock as `entries` have made them, less deleted ones."""
    values: dict[object, dict[str, Value]] = {one.id: {} for one in found}
    for change in (one.change for one in entries):
        if change.table == "tasks" and change.key in values:
            values[change.key].update(change.after or {})
    now = (one._replace(**values[one.id]) for one in found)
    return [one for one in now if one.deleted_at is None]


def changes_result(context: Context, verb: str, changed: Sequence[Task]) -> Result:
    """Return a result with a line for each changed task."""
    return Result(
        [task_view.change_line(context, verb, one) for one in changed],
        lambda: [json_shapes.task(context, one) for one in changed],
    )


def _completed(context: Context, task: Task) -> list[Entry]:
    if task.recurrence == "none":
        return [task_rules.complete(task, now=context.now)]
    from roma_cli.domain.repeats import series  # noqa: PLC0415 - only for what repeats

    return series.complete(task, context.rule, now=context.now)


def _refuse_worked_on(context: Context, task: Task, child: Task) -> None:
    """Raise UsageError unless `child`, which completing `task` made, is still as it was added."""
    if not (task_rules.untouched(child) and task_queries.is_as_added(context.file, child)):
        raise UsageError(
            f"task {task.id} stays completed: its next occurrence, task {child.id}, "
            "has been worked on",
            f"roma task show {child.id}",
        )


def _with_reminders(
    context: Context, entries: Sequence[Entry], found: Sequence[Task] = ()
) -> Sequence[Entry]:
    """Return `entries` with what they mean for reminders; `found` are tasks read already."""
    for one in entries:
        change = one.change
        if change.table != "tasks" or change.after is None:
            continue
        if change.before is not None or change.after.get("reminder_offset"):
            from roma_cli.usecases.reminders.sync import followed  # noqa: PLC0415 - often there are none

            return followed(context, entries, found)
    return entries


def _makes_task(entry: Entry) -> bool:
    return entry.change.table == "tasks" and entry.change.before is None


def stored(context: Context, summary: str, entries: Sequence[Entry]) -> list[Task]:
    """Add tasks in one operation, with their reminders, and return them as stored."""
    with context.operation() as op:
        written = op.write(summary, _with_reminders(context, entries))
        ids = [int(key) for key in written.keys[: len(entries)]]
        there = task_queries.tasks(context.file, context.user_id, ids)
    return [there[one] for one in ids]

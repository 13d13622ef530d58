"""The tools that keep tasks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from roma_cli.cli.mcp import result_types
from roma_cli.cli.mcp.tool import (
    ADDS,
    CHANGES,
    READS,
    SETS,
    SETTLES,
    Act,
    Confirm,
    Id,
    Ids,
    Maybe,
    Tools,
    When,
)
from roma_cli.domain.errors import UsageError
from roma_cli.usecases.tasks import commands as task_commands
from roma_cli.usecases.tasks import quick_add
from roma_cli.usecases.tasks.fields import Typed
from roma_cli.usecases.tasks.query import Chosen

tools = Tools()

Priority = Annotated[Literal["low", "medium", "high"] | None, Field(description="How urgent.")]
Tags = Annotated[list[str] | None, Field(description="Labels, with or without #.")]
Repeat = Annotated[
    Maybe,
    Field(description='"daily", "every 2 weeks on mon, thu", "every month on the 1st"; "none".'),
]
Remind = Annotated[
    Literal["15m", "30m", "1h", "2h", "1d", "2d", "1w", "none"] | None,
    Field(description="How long before it is due."),
]
Project = Annotated[Maybe, Field(description='What it belongs to; "none".')]
Wait = Annotated[Maybe, Field(description='A day until which it is hidden; "none".')]
Estimate = Annotated[int | None, Field(ge=1, le=1000, description="Work sessions it will take.")]
Parent = Annotated[int | None, Field(ge=1, description="The task it is a part of.")]
Description = Annotated[Maybe, Field(description="A longer text.")]
Limit = Annotated[int | None, Field(ge=1, le=10_000, description="No more than so many.")]


@tools.add("add", result_types.Understood, ADDS)
def quick_add_task(
    sentence: Annotated[
        str, Field(description='"Pay rent every month on the 1st #home !high 9am"')
    ],
    dry_run: Annotated[bool, Field(description="Show what would be added; add nothing.")] = False,
) -> Act:
    """Make a task of a sentence."""
    act = quick_add.preview if dry_run else quick_add.add
    return lambda context: act(context, sentence)


@tools.add("task add", result_types.Task, ADDS, "Add a task.")
def task_add(
    title: Annotated[str, Field(description="1 to 255 characters.")],
    due: When = None,
    priority: Priority = None,
    tags: Tags = None,
    repeat: Repeat = None,
    remind: Remind = None,
    project: Project = None,
    wait: Wait = None,
    estimate: Estimate = None,
    parent: Parent = None,
    description: Description = None,
) -> Act:
    """Add a task."""
    fields = Typed(
        due=due,
        priority=priority,
        tags=tuple(tags or ()),
        repeat=repeat,
        remind=remind,
        project=project,
        wait=wait,
        estimate=_text(estimate),
        parent=_text(parent),
        description=description,
    )
    return lambda context: task_commands.add(context, title, fields)


@tools.add("task list", list[result_types.Task], READS)
def task_list(
    words: Annotated[list[str] | None, Field(description="Tasks with all of these.")] = None,
    status: Annotated[
        Literal["pending", "completed", "waiting", "all"], Field(description="Which tasks.")
    ] = "pending",
    priority: Priority = None,
    tag: Annotated[Maybe, Field(description="Tasks with this label.")] = None,
    project: Annotated[Maybe, Field(description="Tasks of this project.")] = None,
    due: Annotated[
        Literal["today", "week", "overdue", "none"] | None, Field(description="Tasks due then.")
    ] = None,
    before: Annotated[Maybe, Field(description="Tasks due before then.")] = None,
    after: Annotated[Maybe, Field(description="Tasks due after then.")] = None,
    sort: Annotated[
        Literal["due", "priority", "created", "title", "id"], Field(description="In what order.")
    ] = "due",
    limit: Limit = None,
) -> Act:
    """List tasks."""
    chosen = Chosen(status, priority, tag, project, due, before, after, sort, limit)
    return lambda context: task_commands.list_tasks(context, words or (), chosen)


@tools.add("task search", list[result_types.Task], READS)
def task_search(
    text: Annotated[str, Field(description="Words, or beginnings of words.")],
    limit: Annotated[int, Field(ge=1, le=1000, description="No more than so many.")] = 20,
) -> Act:
    """Find tasks."""
    return lambda context: task_commands.search(context, text.split(), limit)


@tools.add("task show", result_types.TaskWithParts, READS)
def task_show(id: Id) -> Act:  # noqa: A002 - what it is called in every result
    """Show a task."""
    return lambda context: task_commands.show(context, str(id))


@tools.add("task done", result_types.Done, SETTLES)
def task_done(ids: Ids) -> Act:
    """Complete tasks."""
    return lambda context: task_commands.done(context, _numbers(ids))


@tools.add("task reopen", list[result_types.Task], SETTLES)
def task_reopen(ids: Ids) -> Act:
    """Reopen tasks."""
    return lambda context: task_commands.reopen(context, _numbers(ids))


@tools.add("task edit", list[result_types.Task], CHANGES, "Change fields of tasks, all or none.")
def task_edit(
    ids: Ids,
    title: Annotated[Maybe, Field(description="A new title.")] = None,
    due: When = None,
    priority: Priority = None,
    add_tags: Tags = None,
    remove_tags: Annotated[list[str] | None, Field(description="Labels to take off.")] = None,
    repeat: Repeat = None,
    remind: Remind = None,
    project: Project = None,
    wait: Wait = None,
    estimate: Estimate = None,
    parent: Parent = None,
    description: Description = None,
) -> Act:
    """Change tasks."""
    fields = Typed(
        title=title,
        due=due,
        priority=priority,
        tags=tuple(add_tags or ()),
        untags=tuple(remove_tags or ()),
        repeat=repeat,
        remind=remind,
        project=project,
        wait=wait,
        estimate=_text(estimate),
        parent=_text(parent),
        description=description,
    )
    return lambda context: task_commands.edit(context, _numbers(ids), fields)


@tools.add("task delete", result_types.Deleted, SETS)
def task_delete(ids: Ids, confirm: Confirm = False) -> Act:
    """Delete tasks."""
    if not confirm:
        raise UsageError("this needs confirm: true")
    return lambda context: task_commands.delete(context, _numbers(ids))


@tools.add("task note", list[result_types.Task], ADDS)
def task_note(id: Id, text: Annotated[str, Field(description="The note.")]) -> Act:  # noqa: A002
    """Add a note."""
    return lambda context: task_commands.note(context, str(id), text)


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _numbers(ids: list[int]) -> list[str]:
    return [str(number) for number in ids]

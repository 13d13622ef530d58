"""Use cases of reminders. Sending is a claim, a delivery after commit, and its outcome."""

from __future__ import annotations

from time import monotonic

from roma_cli.adapters.notify import channels as notify
from roma_cli.domain import due as due_dates
from roma_cli.domain import reminder as reminder_rules
from roma_cli.domain import task as task_rules
from roma_cli.domain.errors import NotFound, RomaError, UsageError
from roma_cli.domain.text import plural
from roma_cli.storage.queries import reminders as reminder_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.storage.queries import users as user_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.result import Cell, Column, Result, Table, line
from roma_cli.usecases.tasks.commands import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.context import Context
    from roma_cli.domain.changes import Entry
    from roma_cli.domain.due import Due
    from roma_cli.domain.reminder import When
    from roma_cli.domain.task_fields import Task
    from roma_cli.domain.task_records import Reminder
    from roma_cli.usecases.result import Block, Line

FAILED = 8
"""The exit code where all was saved, but a notice could not be delivered."""

CHECK_SECONDS = 240
"""After so long a check leaves the rest to the next one.

Its claims bear the moment at which it began. None may look left behind to others before it is
settled: that takes a claim's wait for the file, a delivery, and a settling's wait, in 300 seconds.
"""


def list_reminders(context: Context, *, every: bool = False) -> Result:
    """List pending reminders, or with `every` also those sent, failed and cancelled."""
    read = reminder_queries.every if every else reminder_queries.pending
    found = read(context.file, context.user_id)
    tasks = task_queries.tasks(context.file, context.user_id, [one.task_id for one in found])
    return Result(
        [table(context, found, tasks)] if found else [],
        lambda: [json_shapes.reminder(context.configuration.timezone, one) for one in found],
        messages=() if found else ("no reminder waits",),
    )


def table(context: Context, found: Sequence[Reminder], tasks: dict[int, Task]) -> Table:
    """Return reminders as a table, with their tasks."""
    rows = [
        (
            Cell(str(one.id), "id"),
            Cell(_when(context, one.scheduled_at), "due"),
            Cell(one.status if one.status != "pending" else _waits(context, one)),
            Cell(str(one.task_id), "dim"),
            Cell(_title(tasks, one)),
        )
        for one in found
    ]
    columns = (
        Column("id", right=True),
        Column("when"),
        Column("state"),
        Column("task", right=True),
        Column("title", wraps=True),
    )
    return Table(columns, rows)


def waiting(context: Context) -> list[Reminder]:
    """Return the reminders whose time has come and that have not been sent."""
    return reminder_queries.due(context.file, context.user_id, context.now)


def add(context: Context, task_id: int, when: When) -> Result:
    """Add a reminder to a task, by any length before its due date or at a moment."""
    from roma_cli.usecases.reminders.sync import moment_before  # noqa: PLC0415 - `remind check` does without

    with context.operation() as op:
        [task] = named(context, [task_id])
        _refuse_done(task)
        moment, offset = when.moment, when.before
        if offset is not None:
            moment = moment_before(context.configuration, _refuse_undue(context, task), offset)
        elif moment <= context.now:
            raise UsageError("a reminder lies in the future", f"roma remind add {task.id} 30m")
        entry = reminder_rules.add(
            task.id,
            context.user_id,
            moment,
            context.configuration.notification_channels,
            now=context.now,
            offset_seconds=offset,
        )
        written = op.write(f"reminder added to task {task.id}", [entry])
    return _reminder_result(context, "added reminder", int(written.keys[0]))


def snooze(context: Context, number: int, until: int) -> Result:
    """Put a reminder off to the moment `until`."""
    with context.operation() as op:
        found = _named(context, number)
        [task] = named(context, [found.task_id])
        _refuse_done(task)
        if until <= context.now:
            raise UsageError("a reminder is put off to the future", "roma remind snooze 3 10m")
        op.write(f"reminder {found.id} put off", [reminder_rules.snooze(found, until)])
    return _reminder_result(context, "put off reminder", number)


def cancel(context: Context, ids: Sequence[int]) -> Result:
    """Cancel pending reminders, all of them or none."""
    with context.operation() as op:
        found = [_named(context, one) for one in ids]
        op.write(
            f"cancelled {plural(len(ids), 'reminder')}",
            [reminder_rules.cancel(one, "cancelled by hand") for one in found],
        )
    return Result(
        [line(f"cancelled {plural(len(ids), 'reminder')}")], lambda: {"cancelled": [*ids]}
    )


def check(context: Context, *, until: float | None = None) -> Result:
    """Send what is due, each reminder once whoever comes first; silent if nothing is.

    Takes no new one after `until` by `monotonic`, as a rule `CHECK_SECONDS` from now.
    """
    blocks: list[Line] = []
    messages: list[str] = []
    sent: list[int] = []
    failed: list[int] = []
    until = monotonic() + CHECK_SECONDS if until is None else until
    quiet = reminder_rules.held_until(context.configuration.quiet_hours, context.rule, context.now)
    channels = notify.channels_of(context.configuration)
    while quiet is None and channels and _any_ready(context):
        if monotonic() > until:
            messages.append("the rest waits for the next check: this one has taken long")
            break
        claimed = _claim(context)
        if claimed is None:
            break
        reminder, task = claimed
        ok, detail = _deliver(context, reminder, task, channels)
        (sent if ok else failed).append(reminder.id)
        _settle(context, reminder, ok=ok, detail=detail)
        message = "reminded of" if ok else "could not remind of"
        blocks.append(line(f"{message} ", Cell(str(task.id), "id"), f"  {task.title}: {detail}"))
    return Result(
        blocks,
        lambda: {"sent": sent, "failed": failed},
        messages,
        exit_code=FAILED if failed else 0,
    )


def check_all(context: Context) -> Result:
    """Send what is due for every user of the file."""
    blocks: list[Block] = []
    messages: list[str] = []
    shape: dict[str, object] = {}
    exit_code = 0
    until = monotonic() + CHECK_SECONDS
    for own in user_queries.configurations(context.file):
        one = context.of(own)
        try:
            one.settle()
            result = check(one, until=until)
        except RomaError as problem:
            messages.append(f"{own.user_name}: {problem.message}")
            exit_code = problem.exit_code
            continue
        blocks += result.blocks
        messages += result.messages
        shape[own.user_name] = result.json()
        exit_code = max(exit_code, result.exit_code)
    return Result(blocks, lambda: shape, messages, exit_code)


def test(context: Context) -> Result:
    """Send a sample through each configured channel, and show the results."""
    notice = notify.Notice(
        "roma", "This is how a reminder arrives.", None, "test", late=False, data={}
    )
    channels = notify.channels_of(context.configuration)
    outcomes = notify.deliver(notice, channels, context.configuration, context.invocation.environ)
    rows = [
        (
            Cell(one.channel, "label"),
            Cell("ok" if one.ok else "failed", "count" if one.ok else "overdue"),
            Cell(one.detail),
        )
        for one in outcomes
    ]
    columns = (Column("channel"), Column("result"), Column("detail", wraps=True))
    off = "notification_enabled is false, so nothing is sent"
    return Result(
        [Table(columns, rows)] if rows else [],
        lambda: [one._asdict() for one in outcomes],
        messages=() if rows else (off,),
    )


def _any_ready(context: Context) -> bool:
    """Look without a lock, as every check does that finds nothing to send."""
    return any(reminder_rules.is_ready(one, context.now) for one in waiting(context))


def _claim(context: Context) -> tuple[Reminder, Task] | None:
    """Take the oldest reminder that is ready, so that no other checker sends it too.

    Those before it that no open task stands behind any more are cancelled: taking back a
    `remind cancel` from before the task was done leaves such a one.
    """
    with context.operation(actor="roma") as op:
        busy = reminder_queries.working_on(context.file, context.user_id)
        gone: list[Entry] = []
        for one in waiting(context):
            if one.task_id in busy or not reminder_rules.is_ready(one, context.now):
                continue
            task = task_queries.tasks(context.file, context.user_id, [one.task_id]).get(one.task_id)
            if task is not None and task.status == "pending":
                claim = reminder_rules.claim(one, now=context.now)
                op.write(f"reminder {one.id} claimed", [*gone, claim])
                return one._replace(claimed_at=context.now), task
            gone.append(
                reminder_rules.cancel(one, "the task is done" if task else "the task is gone")
            )
        op.write(f"cancelled {plural(len(gone), 'reminder')}", gone)
    return None


def _deliver(
    context: Context, reminder: Reminder, task: Task, channels: Sequence[str]
) -> tuple[bool, str]:
    """Send a claimed reminder by every channel, outside any transaction."""
    due = task_rules.due_of(task)
    body = "" if due is None else f"due {due_dates.exact(due, context.rule)}"
    expected = reminder_rules.expected_at(reminder, context.configuration.quiet_hours, context.rule)
    notice = notify.Notice(
        task.title,
        body,
        task.id,
        "reminder",
        late=reminder_rules.is_late(expected, context.now),
        data={"reminder": reminder.uuid, "task": json_shapes.task(context, task)},
    )
    outcomes = notify.deliver(notice, channels, context.configuration, context.invocation.environ)
    detail = ", ".join(f"{one.channel} {one.detail}" for one in outcomes)
    return any(one.ok for one in outcomes), detail


def _settle(context: Context, reminder: Reminder, *, ok: bool, detail: str) -> None:
    with context.operation(actor="roma") as op:
        now = reminder_queries.one(context.file, context.user_id, reminder.id)
        if now is None or not reminder_rules.holds_claim(now, context.now):
            # Cancelled, or taken over by another after this one took too long.
            return
        if ok:
            op.write(f"reminder {reminder.id} sent", [reminder_rules.sent(now, now=context.now)])
        else:
            entry = reminder_rules.failed_try(now, detail, now=context.now)
            op.write(f"reminder {reminder.id} could not be sent", [entry])


def _refuse_undue(context: Context, task: Task) -> Due:
    """Return when `task` is due. Raises UsageError where that is never, or past."""
    due = task_rules.due_of(task)
    if due is None:
        raise UsageError(
            f"task {task.id} has no due date to be reminded before",
            f'roma remind add {task.id} "tomorrow 9am"',
        )
    if not reminder_rules.is_wanted(due, context.rule, context.now):
        raise UsageError(f"task {task.id} was due already", f"roma task edit {task.id} --due fri")
    return due


def _named(context: Context, number: int) -> Reminder:
    found = reminder_queries.one(context.file, context.user_id, number)
    if found is None:
        raise NotFound(f"there is no reminder {number}", "roma remind list --all")
    return found


def _refuse_done(task: Task) -> None:
    if task.status != "pending":
        raise UsageError(f"task {task.id} is completed already", f"roma task reopen {task.id}")


def _reminder_result(context: Context, verb: str, number: int) -> Result:
    found = _named(context, number)
    tasks = task_queries.tasks(context.file, context.user_id, [found.task_id])
    return Result(
        [
            line(
                f"{verb} ",
                Cell(str(found.id), "id"),
                f"  {_title(tasks, found)}  at ",
                Cell(_when(context, found.scheduled_at), "due"),
            )
        ],
        lambda: json_shapes.reminder(context.configuration.timezone, found),
    )


def _title(tasks: dict[int, Task], one: Reminder) -> str:
    return tasks[one.task_id].title if one.task_id in tasks else "(deleted)"


def _when(context: Context, moment: int) -> str:
    return due_dates.exact(due_dates.Due(moment, None), context.rule)


def _waits(context: Context, one: Reminder) -> str:
    if one.retry_count:
        return f"{plural(one.retry_count, 'try')} failed".replace("trys", "tries")
    due = due_dates.Due(one.scheduled_at, None)
    return due_dates.relative(due, context.rule, context.now)

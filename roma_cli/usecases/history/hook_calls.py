"""The calls of the user's hooks for what was committed."""

from __future__ import annotations

from functools import partial

from roma_cli.adapters.notify import hooks
from roma_cli.domain import day as days
from roma_cli.domain.changes import NewKey
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases import json_shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.context import Committed, Context
    from roma_cli.usecases import json_types

_HOOKS = {
    "task.created": "on-task-added",
    "task.completed": "on-task-done",
    "session.added": "on-session-completed",
    "timer.completed": "on-timer-end",
    "event.scheduled_daily": "on-reset",
    "event.manual_reset": "on-reset",
    "event.timezone_change": "on-reset",
    "event.configuration_change": "on-reset",
    "reminder.sent": "on-reminder",
}


def calls(context: Context, folder: str) -> list[Callable[[], list[str]]]:
    """Return a call for each hook that what happened is for, in its order.

    Each returns lines for stderr. Made while the file is open, to be called when it is closed.
    """
    environ = {**context.invocation.environ, "ROMA_DB": context.file.path}
    return [
        partial(hooks.run, name, _payload(one, name), folder, environ)
        for one in context.committed
        for name in _names(one)
    ]


def _names(one: Committed) -> list[str]:
    """Return the hooks for what happened; the end of timed work is that of a session too."""
    name = _HOOKS.get(one.entry.event_type)
    if name is None:
        return []
    timed_work = name == "on-timer-end" and _row(one).get("kind") == "work"
    return [name, "on-session-completed"] if timed_work else [name]


def _payload(one: Committed, name: str) -> dict[str, object]:
    """Return what a hook gets to know: what happened, to whom, the row, and the task."""
    context = one.context
    own = context.configuration
    return {
        "hook": name,
        "event": one.entry.event_type,
        "user": own.user_name,
        "at": days.iso_local(own.timezone, context.now),
        "key": one.key,
        "data": _row(one),
        "task": _task(one),
    }


def _row(one: Committed) -> dict[str, object]:
    """Return the row: all of a session, of others what was written."""
    change = one.entry.change
    if change.table == "timer_sessions":
        found = day_queries.session(one.context.file, str(one.key))
        if found is not None:
            return dict(found._asdict())
    return dict(change.after or {})


def _task(one: Committed) -> json_types.Task | None:
    number = one.key if one.entry.change.table == "tasks" else one.entry.task_id
    if not isinstance(number, int) or isinstance(number, NewKey):
        return None
    found = task_queries.tasks(one.context.file, one.context.user_id, [number])
    return json_shapes.task(one.context, found[number]) if number in found else None

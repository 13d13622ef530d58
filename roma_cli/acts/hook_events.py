"""Which of the user's hooks are called for what happened, and with what."""

from __future__ import annotations

from functools import partial

from roma_cli.acts import shapes
from roma_cli.core import day as days
from roma_cli.core.changes import NewKey
from roma_cli.outside import hooks
from roma_cli.store import task_reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.visit import Happened, Visit

_HOOKS = {
    "task.created": "on-task-added",
    "task.completed": "on-task-done",
    "session.added": "on-session-completed",
    "event.scheduled_daily": "on-reset",
    "event.manual_reset": "on-reset",
    "event.timezone_change": "on-reset",
    "event.configuration_change": "on-reset",
    "reminder.sent": "on-reminder",
}


def calls(visit: Visit, folder: str) -> list[Callable[[], list[str]]]:
    """Return a call for each hook that what happened is for, in its order.

    Each returns lines for stderr. Made while the file is open, to be called when it is closed.
    """
    environ = {**visit.request.environ, "ROMA_DB": visit.file.path}
    return [
        partial(hooks.run, _HOOKS[one.entry.event_type], _payload(one), folder, environ)
        for one in visit.happened
        if one.entry.event_type in _HOOKS
    ]


def _payload(one: Happened) -> dict[str, object]:
    """Return what a hook gets to know: what happened, to whom, the row, and the task."""
    visit, change = one.visit, one.entry.change
    own = visit.configuration
    return {
        "hook": _HOOKS[one.entry.event_type],
        "event": one.entry.event_type,
        "user": own.user_name,
        "at": days.iso_local(own.timezone, visit.now),
        "key": one.key,
        "data": dict(change.after or {}),
        "task": _task(one),
    }


def _task(one: Happened) -> dict[str, object] | None:
    number = one.key if one.entry.change.table == "tasks" else one.entry.task_id
    if not isinstance(number, int) or isinstance(number, NewKey):
        return None
    found = task_reads.tasks(one.visit.file, one.visit.user_id, [number])
    return shapes.task(one.visit, found[number]) if number in found else None

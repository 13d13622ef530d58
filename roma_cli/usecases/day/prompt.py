"""One line of the day for a shell prompt, tmux or a status bar."""

from __future__ import annotations

from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain.errors import RomaError
from roma_cli.storage import database
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.storage.queries import users as user_queries
from roma_cli.usecases.result import Result, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Invocation

FORMAT = "{count}/{goal} {due}"


def prompt(invocation: Invocation, layout: str = FORMAT) -> Result:
    """Return one line such as `3/8 2 due`; nothing at all where that is not to be had.

    Runs at every prompt of a shell: never writes, waits, makes a file or fails. A reset that is
    due is shown as if done, but not saved. Words in braces that it does not know stay as they are.
    """
    try:
        values = _prompt_values(invocation)
    except RomaError:
        values = None
    if values is None:
        return Result([], dict)
    text = layout
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return Result([line(text.strip())], lambda: values)


def _prompt_values(invocation: Invocation) -> dict[str, object] | None:
    file = database.open_existing(invocation.path(), patience=0)
    if file is None:
        return None
    with file:
        own = user_queries.configuration(file, invocation.user_name())
        if own is None:
            return None
        reset = counting.due(own, invocation.now)
        if reset is not None:
            own = counting.after_reset(own, reset)
        today = days.day_at(counting.rule_of(own), invocation.now)
        due = task_queries.count_due(
            file, own.user_id, now=invocation.now, before=today.end, last_day=today.date.isoformat()
        )
    return {
        "count": own.today_session_count,
        "goal": own.daily_goal,
        "due": f"{due} due" if due else "",
        "day": today.date.isoformat(),
        "reset": due_dates.in_words(counting.next_reset(own, invocation.now) - invocation.now),
    }

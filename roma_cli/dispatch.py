"""The dispatcher: opens the file, runs a command, then the user's hooks."""

from __future__ import annotations

import os
from collections import namedtuple

from roma_cli.adapters import machine
from roma_cli.context import begin
from roma_cli.domain.errors import Damaged, RomaError
from roma_cli.domain.text import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.context import Context, Invocation
    from roma_cli.domain.timer_corrections import UnfinishedTimer
    from roma_cli.usecases.result import Result


class Command(namedtuple("Command", "act makes_file tells_reminders", defaults=(True, True))):
    """A command that needs an open file; `makes_file` if a missing one may be created.

    `tells_reminders` is False for commands that show waiting reminders themselves.
    """

    __slots__ = ()
    act: Callable[[Context], Result]
    makes_file: bool
    tells_reminders: bool


class StandaloneCommand(namedtuple("StandaloneCommand", "act")):
    """A command that does not need the file opened for it."""

    __slots__ = ()
    act: Callable[[Invocation], Result]


def dispatch(
    invocation: Invocation,
    wanted: Command | StandaloneCommand,
    messages: list[str],
    *,
    json: bool = False,
    interactive: bool = False,
    ask: Callable[[Context], UnfinishedTimer | None] | None = None,
) -> Result:
    """Run a command and return its result; `messages` collects lines for stderr.

    The file is closed before anything is printed, so JSON is made here; and before hooks run, so
    that they may use roma themselves. With `interactive` a person reads stderr, and sees how
    many reminders wait. `ask` is as for `begin`. Raises what `begin` and the command raise.
    """
    try:
        if isinstance(wanted, StandaloneCommand):
            return wanted.act(invocation)
        return _with_file(invocation, wanted, messages, json=json, interactive=interactive, ask=ask)
    except Damaged as problem:
        from roma_cli.storage.backups import restore  # noqa: PLC0415 - only when something is wrong

        problem.hint = restore.hint_for(problem)
        raise


def _with_file(
    invocation: Invocation,
    wanted: Command,
    messages: list[str],
    *,
    json: bool,
    interactive: bool,
    ask: Callable[[Context], UnfinishedTimer | None] | None,
) -> Result:
    context = begin(invocation, messages, make=wanted.makes_file, ask=ask)
    calls: list[Callable[[], list[str]]] = []
    try:
        with context.file:
            try:
                result = wanted.act(context)._replace(theme=context.configuration.theme)
                if json:
                    data = result.json()
                    result = result._replace(json=lambda: data)
                if interactive and wanted.tells_reminders:
                    messages += _waiting_reminders(context)
            finally:
                # Changes before the command failed, such as a reset, are still reported.
                calls = _told_ends(context, interactive=interactive) + _hook_calls(context)
    finally:
        for call in calls:
            messages += call()
    return result


def _told_ends(context: Context, *, interactive: bool) -> list[Callable[[], list[str]]]:
    """Return the notices of timers that ended; in most runs none."""
    if context.left is None and not any(
        one.entry.event_type == "timer.completed" for one in context.committed
    ):
        return []
    from roma_cli.usecases.timer import end_notices  # noqa: PLC0415 - only where one has ended

    return end_notices.calls(context, interactive=interactive)


def _hook_calls(context: Context) -> list[Callable[[], list[str]]]:
    """Return the calls of the user's hooks for what happened; costs one `stat` without hooks."""
    if not context.committed:
        return []
    try:
        folder = os.path.join(machine.config_directory(context.invocation.environ), "hooks")
    except RomaError:
        # No home directory, no hooks.
        return []
    if not os.path.isdir(folder):
        return []
    from roma_cli.usecases.history import hook_calls  # noqa: PLC0415 - most people have no hooks

    return hook_calls.calls(context, folder)


def _waiting_reminders(context: Context) -> list[str]:
    from roma_cli.storage.queries import reminders as reminder_queries  # noqa: PLC0415 - not shown in a pipe

    number = reminder_queries.count_due(context.file, context.user_id, context.now)
    if not number:
        return []
    return [f"{plural(number, 'reminder')} waiting (roma remind check sends, roma today lists)"]

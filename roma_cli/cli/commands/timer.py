"""The words of `roma timer`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from roma_cli.cli.options import LongRunning, command, subject
from roma_cli.dispatch import Command
from roma_cli.usecases.timer import commands as timer_commands
from roma_cli.usecases.timer import corrections

if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.usecases.result import Result

app = subject("Work and rest by the clock, with nothing running.")


@command(app, "start", "roma timer start work --task 3")
def start(
    kind: Annotated[
        str | None, typer.Argument(metavar="[work|short|long]", help="What comes next by default.")
    ] = None,
    task: Annotated[
        str | None, typer.Option("--task", metavar="ID", help="The task to work on.")
    ] = None,
    minutes: Annotated[
        str | None, typer.Option("--minutes", metavar="N", help="Another length than yours.")
    ] = None,
    ago: Annotated[
        str | None, typer.Option("--ago", metavar="LENGTH", help="It began so long ago: 10m.")
    ] = None,
    *,
    wait: Annotated[bool, typer.Option("--wait", help="Show a countdown until it ends.")] = False,
) -> Command | LongRunning:
    """Start a work session or a break."""

    def act(context: Context) -> Result:
        return timer_commands.start(context, kind, minutes=minutes, task=task, ago=ago)

    if not wait:
        return Command(act)
    from roma_cli.cli.live import countdown  # noqa: PLC0415 - most timers are left alone

    return LongRunning(partial(countdown.start_and_wait, start=act))


@command(app, "watch", "roma timer watch")
def watch() -> LongRunning:
    """Show a countdown, phase after phase.

    The keys: p pauses and goes on, s skips, q leaves; the timer runs on.
    """
    from roma_cli.cli.live import countdown  # noqa: PLC0415 - most timers are left alone

    return LongRunning(countdown.watch)


@command(app, "pause", "roma timer pause")
def pause() -> Command:
    """Pause the timer."""
    return Command(timer_commands.pause)


@command(app, "resume", "roma timer resume")
def resume() -> Command:
    """Let a paused timer run on."""
    return Command(timer_commands.resume)


@command(app, "extend", "roma timer extend 5")
def extend(
    length: Annotated[
        str, typer.Argument(metavar="LENGTH", help="Minutes, or a length such as 90s or 1h.")
    ],
) -> Command:
    """Move the end on; what has just ended becomes longer."""
    return Command(lambda context: corrections.extend(context, length))


@command(app, "amend", "roma timer amend --task 4")
def amend(
    task: Annotated[
        str, typer.Option("--task", metavar="ID", help="The task it was for, or none.")
    ],
) -> Command:
    """Say afterwards which task the session is for."""
    return Command(lambda context: corrections.amend(context, task))


@command(app, "interrupt", 'roma timer interrupt "phone"')
def interrupt(
    reason: Annotated[
        list[str] | None, typer.Argument(metavar="[REASON]...", help="What it was.")
    ] = None,
) -> Command:
    """Note that something broke into the session, which runs on."""
    return Command(lambda context: corrections.interrupt(context, reason or ()))


@command(app, "skip", "roma timer skip")
def skip() -> Command:
    """End this phase without counting it, and start the next one."""
    return Command(timer_commands.skip)


@command(app, "stop", "roma timer stop")
def stop() -> Command:
    """End this phase without counting it."""
    return Command(timer_commands.stop)


@command(app, "show", "roma timer show --json")
def show() -> Command:
    """Show what runs and how long it still takes, or what comes next."""
    return Command(timer_commands.show)

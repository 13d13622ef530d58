"""The words of `roma timer`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from roma_cli.cli.options import Stay, command, subject
from roma_cli.dispatch import Deed
from roma_cli.usecases.timer import commands as timer_commands
from roma_cli.usecases.timer import corrections

if TYPE_CHECKING:
    from roma_cli.context import Visit
    from roma_cli.usecases.result import Answer

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
) -> Deed | Stay:
    """Start a work session or a break."""

    def act(visit: Visit) -> Answer:
        return timer_commands.start(visit, kind, minutes=minutes, task=task, ago=ago)

    if not wait:
        return Deed(act)
    from roma_cli.cli.live import countdown  # noqa: PLC0415 - most timers are left alone

    return Stay(partial(countdown.start_and_wait, start=act))


@command(app, "watch", "roma timer watch")
def watch() -> Stay:
    """Show a countdown, phase after phase.

    The keys: p pauses and goes on, s skips, q leaves; the timer runs on.
    """
    from roma_cli.cli.live import countdown  # noqa: PLC0415 - most timers are left alone

    return Stay(countdown.watch)


@command(app, "pause", "roma timer pause")
def pause() -> Deed:
    """Pause the timer."""
    return Deed(timer_commands.pause)


@command(app, "resume", "roma timer resume")
def resume() -> Deed:
    """Let a paused timer run on."""
    return Deed(timer_commands.resume)


@command(app, "extend", "roma timer extend 5")
def extend(
    length: Annotated[
        str, typer.Argument(metavar="LENGTH", help="Minutes, or a length such as 90s or 1h.")
    ],
) -> Deed:
    """Move the end on; what has just ended becomes longer."""
    return Deed(lambda visit: corrections.extend(visit, length))


@command(app, "amend", "roma timer amend --task 4")
def amend(
    task: Annotated[
        str, typer.Option("--task", metavar="ID", help="The task it was for, or none.")
    ],
) -> Deed:
    """Say afterwards which task the session is for."""
    return Deed(lambda visit: corrections.amend(visit, task))


@command(app, "interrupt", 'roma timer interrupt "phone"')
def interrupt(
    reason: Annotated[
        list[str] | None, typer.Argument(metavar="[REASON]...", help="What it was.")
    ] = None,
) -> Deed:
    """Note that something broke into the session, which runs on."""
    return Deed(lambda visit: corrections.interrupt(visit, reason or ()))


@command(app, "skip", "roma timer skip")
def skip() -> Deed:
    """End this phase without counting it, and start the next one."""
    return Deed(timer_commands.skip)


@command(app, "stop", "roma timer stop")
def stop() -> Deed:
    """End this phase without counting it."""
    return Deed(timer_commands.stop)


@command(app, "show", "roma timer show --json")
def show() -> Deed:
    """Show what runs and how long it still takes, or what comes next."""
    return Deed(timer_commands.show)

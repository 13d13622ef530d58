"""The words of `roma timer`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.acts import timer
from roma_cli.carry import Deed
from roma_cli.cli.frame import command, subject

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
) -> Deed:
    """Start a work session or a break."""
    return Deed(lambda visit: timer.start(visit, kind, minutes=minutes, task=task))


@command(app, "pause", "roma timer pause")
def pause() -> Deed:
    """Pause the timer."""
    return Deed(timer.pause)


@command(app, "resume", "roma timer resume")
def resume() -> Deed:
    """Let a paused timer run on."""
    return Deed(timer.resume)


@command(app, "skip", "roma timer skip")
def skip() -> Deed:
    """End this phase without counting it, and start the next one."""
    return Deed(timer.skip)


@command(app, "stop", "roma timer stop")
def stop() -> Deed:
    """End this phase without counting it."""
    return Deed(timer.stop)


@command(app, "show", "roma timer show --json")
def show() -> Deed:
    """Show what runs and how long it still takes, or what comes next."""
    return Deed(timer.show)

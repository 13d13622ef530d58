"""The commands of `roma timer`."""

from __future__ import annotations

from roma_cli.cli.declaration import LongRunning, argument, command, flag, option
from roma_cli.dispatch import Command
from roma_cli.domain import timer as timer_rules
from roma_cli.domain.errors import UsageError
from roma_cli.domain.ids import parse_id
from roma_cli.usecases.timer import commands as timer_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.usecases.result import Result

_MINUTES = "roma timer start work --minutes 25"

KIND = argument(
    "kind", "[work|short|long]", "Kind of timer; by default, the next one.", default=None
)
MINUTES = option("--minutes", "N", "Length in minutes instead of the configured one.", "number")


@command(
    "timer start",
    "roma timer start work --task 3",
    KIND.but(choices="work|short|long"),
    option("--task", "ID", "ID of the task to work on.", "task"),
    MINUTES.but(least=1, most=1440),
    option("--ago", "LENGTH", "Started this long ago, such as 10m.", offered=False),
    flag("--wait", "Show a countdown and wait for the end."),
    returns="Timer",
    tool="settles",
)
def start(
    kind: str | None, task: str | None, minutes: str | None, ago: str | None, *, wait: bool
) -> Command | LongRunning:
    """Start a work session or a break."""

    def act(context: Context) -> Result:
        return timer_commands.start(
            context,
            None if kind is None else timer_rules.parse_kind(kind),
            seconds=None if minutes is None else timer_rules.parse_minutes(minutes, _MINUTES),
            task=None if task is None else _task(task),
            ago=0 if ago is None else _length(ago, "roma timer start --ago 10m"),
        )

    if not wait:
        return Command(act)
    from roma_cli.cli.live import countdown

    return LongRunning(
        lambda invocation, global_options: countdown.start_and_wait(invocation, global_options, act)
    )


@command("timer watch", "roma timer watch")
def watch() -> LongRunning:
    """Show a live countdown.

    Keys: p pauses and resumes, s skips, q leaves (the timer keeps running).
    """
    from roma_cli.cli.live import countdown

    return LongRunning(countdown.watch)


@command("timer pause", "roma timer pause", returns="Timer", tool="settles")
def pause() -> Command:
    """Pause the timer."""
    return Command(timer_commands.pause)


@command("timer resume", "roma timer resume", returns="Timer", tool="settles")
def resume() -> Command:
    """Resume a paused timer."""
    return Command(timer_commands.resume)


@command(
    "timer extend",
    "roma timer extend 5",
    argument("length", "LENGTH", "Minutes, or a duration such as 90s or 1h."),
)
def extend(length: str) -> Command:
    """Extend the running timer, or the one that just ended."""
    from roma_cli.usecases.timer import corrections

    return Command(
        lambda context: corrections.extend(context, _length(length, "roma timer extend 5"))
    )


@command(
    "timer amend",
    "roma timer amend --task 4",
    option("--task", "ID", "ID of the task, or none.", default=...),
)
def amend(task: str) -> Command:
    """Change the task of the current or last session."""
    from roma_cli.usecases.timer import corrections

    none = task.strip().lower() == "none"
    return Command(lambda context: corrections.amend(context, None if none else _task(task)))


@command(
    "timer interrupt",
    'roma timer interrupt "phone"',
    argument("reason", "[REASON]...", "Reason.", "many", None),
)
def interrupt(reason: tuple[str, ...]) -> Command:
    """Record an interruption; the timer keeps running."""
    from roma_cli.usecases.timer import corrections

    return Command(lambda context: corrections.interrupt(context, " ".join(reason)))


@command("timer skip", "roma timer skip", returns="Timer", tool="changes")
def skip() -> Command:
    """End this phase without counting it and start the next one."""
    return Command(timer_commands.skip)


@command("timer stop", "roma timer stop", returns="Timer", tool="sets")
def stop() -> Command:
    """End this phase without counting it."""
    return Command(timer_commands.stop)


@command("timer show", "roma timer show --json", returns="Timer", tool="reads")
def show() -> Command:
    """Show the running timer, or what comes next."""
    return Command(timer_commands.show)


def _task(typed: str) -> int:
    hint = "roma session add --task 3"
    return parse_id(typed, UsageError("a session belongs to one task", hint))


def _length(typed: str, hint: str) -> int:
    from roma_cli.domain import timer_corrections

    return timer_corrections.parse_length(typed, hint)

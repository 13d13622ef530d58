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

KIND = argument("kind", "[work|short|long]", "What comes next by default.", default=None)
MINUTES = option("--minutes", "N", "Another length than yours.", "number")


@command(
    "timer start",
    "roma timer start work --task 3",
    KIND.but(choices="work|short|long"),
    option("--task", "ID", "The task to work on.", "task"),
    MINUTES.but(least=1, most=1440),
    option("--ago", "LENGTH", "It began so long ago: 10m.", offered=False),
    flag("--wait", "Show a countdown until it ends."),
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
    """Show a countdown, phase after phase.

    The keys: p pauses and goes on, s skips, q leaves; the timer runs on.
    """
    from roma_cli.cli.live import countdown

    return LongRunning(countdown.watch)


@command("timer pause", "roma timer pause", returns="Timer", tool="settles")
def pause() -> Command:
    """Pause the timer."""
    return Command(timer_commands.pause)


@command("timer resume", "roma timer resume", returns="Timer", tool="settles")
def resume() -> Command:
    """Let a paused timer run on."""
    return Command(timer_commands.resume)


@command(
    "timer extend",
    "roma timer extend 5",
    argument("length", "LENGTH", "Minutes, or a length such as 90s or 1h."),
)
def extend(length: str) -> Command:
    """Move the end on; what has just ended becomes longer."""
    from roma_cli.usecases.timer import corrections

    return Command(
        lambda context: corrections.extend(context, _length(length, "roma timer extend 5"))
    )


@command(
    "timer amend",
    "roma timer amend --task 4",
    option("--task", "ID", "The task it was for, or none.", default=...),
)
def amend(task: str) -> Command:
    """Say afterwards which task the session is for."""
    from roma_cli.usecases.timer import corrections

    none = task.strip().lower() == "none"
    return Command(lambda context: corrections.amend(context, None if none else _task(task)))


@command(
    "timer interrupt",
    'roma timer interrupt "phone"',
    argument("reason", "[REASON]...", "What it was.", "many", None),
)
def interrupt(reason: tuple[str, ...]) -> Command:
    """Note that something broke into the session, which runs on."""
    from roma_cli.usecases.timer import corrections

    return Command(lambda context: corrections.interrupt(context, " ".join(reason)))


@command("timer skip", "roma timer skip", returns="Timer", tool="changes")
def skip() -> Command:
    """End this phase without counting it, and start the next one."""
    return Command(timer_commands.skip)


@command("timer stop", "roma timer stop", returns="Timer", tool="sets")
def stop() -> Command:
    """End this phase without counting it."""
    return Command(timer_commands.stop)


@command("timer show", "roma timer show --json", returns="Timer", tool="reads")
def show() -> Command:
    """Show what runs and how long it still takes, or what comes next."""
    return Command(timer_commands.show)


def _task(typed: str) -> int:
    hint = "roma session add --task 3"
    return parse_id(typed, UsageError("a session belongs to one task", hint))


def _length(typed: str, hint: str) -> int:
    from roma_cli.domain import timer_corrections

    return timer_corrections.parse_length(typed, hint)

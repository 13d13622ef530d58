"""The live countdown of `roma timer watch` and `roma timer start --wait`.

The file is opened only briefly: at the start, when the phase or the day ends, when a key is
pressed, and when another process has changed it, which its size and timestamps show.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from roma_cli.cli import printer, runner
from roma_cli.cli.input.keyboard import Keyboard
from roma_cli.domain import timer as timer_rules
from roma_cli.domain.errors import RomaError
from roma_cli.usecases.result import Result, line
from roma_cli.usecases.timer import commands as timer_commands
from roma_cli.usecases.timer import countdown as countdown_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    from rich.live import Live

    from roma_cli.cli.declaration import GlobalOptions
    from roma_cli.context import Context, Invocation
    from roma_cli.usecases.result import Line
    from roma_cli.usecases.timer.countdown import Sight

    Act = Callable[[Context], Result]
    Found = TypeVar("Found")

_BETWEEN = 0.25
"""Seconds between two checks of the keyboard, the clock and the file's timestamps."""

_PATIENCE = 5
"""Seconds until a file that could not be read is tried again."""

_QUIT = "q"
_INTERRUPTED = 130


def watch(invocation: Invocation, global_options: GlobalOptions) -> int:
    """Show the timer until the user quits; return the exit code."""
    return _Watch(invocation, global_options).stay(None)


def start_and_wait(invocation: Invocation, global_options: GlobalOptions, start: Act) -> int:
    """Run `start`, which starts a timer, and show that timer until it ends."""
    return _Watch(invocation, global_options).stay(start)


class _Watch:
    """One countdown from its beginning to its end."""

    def __init__(self, invocation: Invocation, global_options: GlobalOptions) -> None:
        self._invocation = invocation
        self._options = global_options
        self._keyboard = Keyboard()
        self._sight: Sight | None = None
        self._stamps: object = None
        self._expires = 0
        self._drawn: object = None
        self._problem = ""
        self._ended = ""

    def stay(self, start: Act | None) -> int:
        plain = self._options.plain or self._options.json or not _can_draw()
        self._keyboard.there = self._keyboard.there and not plain
        sight = self._look(start)
        awaited = "" if start is None or sight.running is None else sight.running.id
        try:
            with self._keyboard:
                if plain:
                    self._print_lines(awaited)
                else:
                    self._draw(awaited)
        except KeyboardInterrupt:
            self._say_goodbye()
            return _INTERRUPTED
        if self._ended:
            self._print(line(self._ended))
        else:
            self._say_goodbye()
        return 0

    def _print_lines(self, awaited: str) -> None:
        """Print a line whenever the phase changes."""
        printed: object = ()
        while True:
            if self._is_over(awaited):
                return
            sight = self._seen()
            if sight.phase != printed:
                printed = sight.phase
                self._print(sight.status)
            self._keyboard.wait(_BETWEEN)
            if self._is_stale():
                self._look()

    def _draw(self, awaited: str) -> None:
        """Redraw the countdown each second, until `q` or the end of the awaited session."""
        while not self._is_over(awaited):
            # Messages and the bell must reach the terminal unchanged.
            with _live() as live:
                key = self._draw_until_something_happens(live)
            if key == _QUIT:
                return
            self._look(self._act_of(key))

    def _draw_until_something_happens(self, live: Live) -> str:
        """Return the key that was pressed, or an empty text when the file must be read again."""
        self._drawn = None
        while True:
            self._refresh(live)
            key = self._keyboard.wait(_BETWEEN)
            if key == _QUIT or self._act_of(key) is not None:
                return key
            if self._is_stale():
                return ""

    def _refresh(self, live: Live) -> None:
        sight = self._seen()
        now = self._invocation.again().now
        left = None if sight.running is None else timer_rules.remaining(sight.running, now)
        picture = (sight, left, live.console.width, self._problem)
        if picture == self._drawn:
            return
        self._drawn = picture
        from roma_cli.cli.output import rich_screen  # noqa: PLC0415 - Rich, only on a terminal

        rows = countdown_view.lines(sight, now, live.console.width, keys=self._keyboard.there)
        if self._problem:
            rows.append(line(self._problem))
        live.update(rich_screen.group(rows, sight.own.theme), refresh=True)

    def _act_of(self, key: str) -> Act | None:
        sight = self._seen()
        if key not in ("p", "s"):
            return None
        if sight.running is None:
            return timer_commands.start if key == "s" else None
        if key == "s":
            return timer_commands.skip
        return timer_commands.pause if sight.running.paused_at is None else timer_commands.resume

    def _is_over(self, awaited: str) -> bool:
        """Tell whether the awaited session has ended, and store its outcome."""
        running = self._seen().running
        if not awaited or (running is not None and running.id == awaited):
            return False
        if not self._ended:
            ended = self._read(lambda context: countdown_view.outcome(context, awaited))
            self._ended = ended or "the session was undone"
        return True

    def _is_stale(self) -> bool:
        now = self._invocation.again().now
        return now >= self._expires or self._stamps != self._present_stamps()

    def _present_stamps(self) -> list[tuple[int, ...] | None]:
        path = self._invocation.path()
        return [_stamps(path), _stamps(path + "-wal")]

    def _look(self, act: Act | None = None) -> Sight:
        """Open the file briefly: run `act`, and read the timer."""

        def see(context: Context) -> tuple[Sight, int]:
            if act is not None:
                act(context)
            sight = countdown_view.sight(context)
            return sight, sight.expires(context.now)

        first = self._sight is None
        # Taken first, so that a change made meanwhile is noticed at the next check.
        self._stamps = self._present_stamps()
        self._problem = ""
        try:
            self._sight, self._expires = self._read(see)
        except RomaError as problem:
            if first:
                raise
            # A locked file, for example: show the problem, and try again.
            self._problem = problem.message
            self._expires = self._invocation.again().now + _PATIENCE
        return self._seen()

    def _read(self, reader: Callable[[Context], Found]) -> Found:
        options = self._options
        # After the first read the keyboard gives single keys, not answers.
        asks = self._sight is None and not (options.json or options.plain)
        return runner.read(self._invocation.again(), reader, options, asks=asks)

    def _seen(self) -> Sight:
        if self._sight is None:
            raise RomaError("the timer was not read")
        return self._sight

    def _print(self, text: Line) -> None:
        sight = self._seen()
        shown = Result([text], lambda: sight.shape, theme=sight.own.theme)
        printer.show(shown, json=self._options.json, plain=self._options.plain)

    def _say_goodbye(self) -> None:
        message = countdown_view.goodbye(self._seen())
        if message and not self._options.quiet:
            printer.say(message)


def _can_draw() -> bool:
    return printer.on_terminal(sys.stdout) and os.environ.get("TERM", "dumb") != "dumb"


@contextmanager
def _live() -> Iterator[Live]:
    """Reserve lines on the terminal that are redrawn, and remove them at the end."""
    from rich.console import Console  # noqa: PLC0415 - Rich, only on a terminal
    from rich.live import Live  # noqa: PLC0415

    console = Console(highlight=False, markup=False, emoji=False)
    with Live(
        console=console,
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        vertical_overflow="crop",
    ) as live:
        yield live


def _stamps(path: str) -> tuple[int, ...] | None:
    """Return values that change when a file changes, None if it does not exist."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns

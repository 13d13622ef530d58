"""Single keys from the terminal, and the time between them."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import termios
import time
import tty

from roma_cli.cli.printer import on_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Self


_LONG_KEY = re.compile(r"\x1b(?:\[[0-9;]*[A-Za-z~]|O.|.)?")
"""What an arrow or a function key sends, several letters: none of them was typed."""


class Keyboard:
    """The keys of standard input while it is open, one by one; none where it is no terminal.

    Ctrl-C, a hang-up and a polite kill all raise KeyboardInterrupt, so that the terminal is put
    back as it was found.
    """

    def __init__(self) -> None:
        self.there = on_terminal(sys.stdin)
        self._was: list[Any] = []
        self._pressed: list[str] = []

    def __enter__(self) -> Self:
        for name in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.default_int_handler)
        if self.there:
            self._was = termios.tcgetattr(sys.stdin)
            self._listen()
            # A shell that stopped us with Ctrl-Z has put its own mode back meanwhile.
            signal.signal(signal.SIGCONT, self._listen)
        return self

    def __exit__(self, *problem: object) -> None:
        if self.there:
            signal.signal(signal.SIGCONT, signal.SIG_DFL)
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._was)

    def wait(self, seconds: float) -> str:
        """Return the key that is pressed within `seconds`, in lower case, or an empty text."""
        if not self.there:
            time.sleep(seconds)
            return ""
        if not self._pressed:
            ready, _, _ = select.select([sys.stdin], [], [], seconds)
            if not ready:
                return ""
            found = os.read(sys.stdin.fileno(), 64)
            if not found:
                # The terminal is gone.
                raise KeyboardInterrupt
            self._pressed = list(_LONG_KEY.sub("", found.decode("ascii", "replace")).lower())
        return self._pressed.pop(0) if self._pressed else ""

    def _listen(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        tty.setcbreak(sys.stdin, termios.TCSADRAIN)

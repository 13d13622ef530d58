"""The real command in a real pseudo-terminal: what is typed goes in, what is shown comes out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from tests.support import command_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.support import Roma

PATIENCE = 30.0
"""Seconds to wait for something to be shown, before the test fails."""


STYLE = re.compile(r"\x1b\[([0-9;]*)m")


class Screen(NamedTuple):
    """What a terminal was sent, and the exit code."""

    code: int
    raw: str

    @property
    def lines(self) -> list[str]:
        """The lines as one reads them: without styles."""
        return STYLE.sub("", self.raw).replace("\r\n", "\n").splitlines()

    @property
    def styles(self) -> set[str]:
        """The parameters of every change of style, one by one: `1`, `31`."""
        return {part for found in STYLE.findall(self.raw) for part in found.split(";")}


def show(
    roma: Roma,
    *arguments: str,
    columns: int = 80,
    answers: Sequence[tuple[str, str]] = (),
    **changes: str,
) -> Screen:
    """Run the command to its end with all three streams on a terminal.

    `answers` are pairs: once the first is on the screen, the second is typed.
    """
    terminal = Terminal(roma, *arguments, columns=columns, lines=24, **changes)
    for question, result in answers:
        terminal.wait_for(question)
        terminal.type(result)
    return Screen(terminal.end(), terminal.shown)


def cells(text: str) -> int:
    """Return how many terminal cells a text takes; for letters, nothing that joins."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


class Terminal:
    """One command on a terminal of `columns` by `lines`."""

    def __init__(
        self, roma: Roma, *arguments: str, columns: int = 80, lines: int = 24, **changes: str
    ) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        environ = {**roma.environ, "TERM": "xterm-256color", **changes}
        self._process = subprocess.Popen(
            command_line(*arguments),
            env=environ,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            # The terminal must be the controlling one for Ctrl-C to mean anything.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
        )
        os.close(slave)
        self.shown = ""
        self._seen = 0

    def type(self, text: str) -> None:
        """Type text; a return is a newline in it."""
        os.write(self._master, text.encode())

    def wait_for(self, text: str, *, pressing: str = "") -> str:
        """Read until `text` is shown after what was waited for last; return all between.

        A key that is `pressing` is pressed now, and again after each second without an answer:
        Python's line editor loses a Ctrl-C that comes in the instant before it listens.
        """
        self.type(pressing)
        start = self._seen
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown[start:]:
            assert time.monotonic() < deadline, f"never shown: {text!r}\n{self.shown}"
            before = len(self.shown)
            if not self._read():
                raise AssertionError(f"ended without showing {text!r}\n{self.shown}")
            if len(self.shown) == before:
                self.type(pressing)
        self._seen = self.shown.index(text, start) + len(text)
        return self.shown[start : self._seen]

    def end(self) -> int:
        """Read all that is still shown, and return the exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < deadline, f"never ended\n{self.shown}"
        os.close(self._master)
        return self._process.wait(PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], 1.0)
        if not ready:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:
            # Linux says EIO once the other side is closed.
            return False
        self.shown += data.decode(errors="replace")
        return bool(data)

"""The real command in a pseudo-terminal of a chosen size."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.support import Roma

_PATIENCE = 20
"""Seconds without a sign of life."""

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


# A terminal turns Ctrl-C into a signal only for the session that it controls.
_TAKE_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "roma_cli", *sys.argv[1:]])
"""


def show(
    roma: Roma,
    *arguments: str,
    columns: int = 80,
    answers: Sequence[tuple[str, str]] = (),
    **changes: str,
) -> Screen:
    """Run the command with all three streams on a terminal.

    `answers` are pairs: once the first is on the screen, the second is typed.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    how = ["-c", _TAKE_TERMINAL] if answers else ["-m", "roma_cli"]
    process = subprocess.Popen(
        [sys.executable, *how, *arguments],
        env={**roma.environ, "TERM": "xterm", **changes},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        raw = _read(ours, list(answers))
        return Screen(process.wait(_PATIENCE), raw)
    finally:
        process.kill()
        os.close(ours)


def _read(ours: int, answers: list[tuple[str, str]]) -> str:
    """Return all that is printed, typing each answer when its question is there."""
    raw = b""
    seen = 0
    while True:
        assert select.select([ours], [], [], _PATIENCE)[0], f"nothing happens after {raw!r}"
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux: the last one on the other side has left
            part = b""
        if not part:
            assert answers == [], f"never asked: {answers}, but {raw!r}"
            return raw.decode()
        raw += part
        if answers and answers[0][0].encode() in raw[seen:]:
            seen = len(raw)
            os.write(ours, answers.pop(0)[1].encode())


def cells(text: str) -> int:
    """Return how many terminal cells a text takes; for letters, nothing that joins."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )

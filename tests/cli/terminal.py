"""The real command in a pseudo-terminal of a chosen size."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.support import Roma

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
    typed: str = "",
    **changes: str,
) -> Screen:
    """Run the command with all three streams on a terminal; `typed` waits on its keyboard."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "roma_cli", *arguments],
        env={**roma.environ, "TERM": "xterm", **changes},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    if typed:
        os.write(ours, typed.encode())
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux: the last one on the other side has left
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    return Screen(process.wait(60), b"".join(parts).decode())


def cells(text: str) -> int:
    """Return how many terminal cells a text takes; for letters, nothing that joins."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )

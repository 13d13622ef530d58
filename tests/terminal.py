"""The real command in a real pseudo-terminal: what is typed goes in, what is shown comes out."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support import Roma

PATIENCE = 30.0
"""Seconds to wait for something to be shown, before the test fails."""


class Terminal:
    """One command on a terminal of `columns` by `lines`."""

    def __init__(
        self, roma: Roma, *arguments: str, columns: int = 80, lines: int = 24, **changes: str
    ) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        environ = {**roma.environ, "TERM": "xterm-256color", **changes}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "roma_cli", *arguments],
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

    def wait_for(self, text: str) -> str:
        """Read until `text` is shown after what was waited for last; return all between."""
        start = self._seen
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown[start:]:
            assert time.monotonic() < deadline, f"never shown: {text!r}\n{self.shown}"
            if not self._read():
                raise AssertionError(f"ended without showing {text!r}\n{self.shown}")
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

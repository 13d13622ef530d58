"""Standard input and output of a server: an end that is clean, whoever makes it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import TextIO

    from mcp.server.mcpserver import MCPServer

_CHUNK = 65_536


class Stdin:
    """Standard input that Ctrl-C ends.

    The server reads in a thread that nothing can wake but the end of its input, so Ctrl-C would
    wait for a next line. Here it reads from a socket, into which the real input is copied, and
    Ctrl-C closes that: what is under way is finished, and the server ends as at an end of input.
    """

    def __init__(self) -> None:
        self.interrupted = False

    def __enter__(self) -> Self:
        self._real = os.dup(0) if _is_real(sys.stdin) else None
        if self._real is not None:
            self._ours, theirs = socket.socketpair()
            os.dup2(theirs.fileno(), 0)
            theirs.close()
            self._before = signal.signal(signal.SIGINT, self._interrupt)
            threading.Thread(target=self._copy, args=[self._real], daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._real is not None:
            signal.signal(signal.SIGINT, self._before)
            # Nothing is closed: the thread may still read from the one and write to the other.
            os.dup2(self._real, 0)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self.interrupted = True
        self._end()

    def _copy(self, real: int) -> None:
        try:
            while chunk := os.read(real, _CHUNK):
                self._ours.sendall(chunk)
        except OSError:
            # The terminal went away, or the server ended first.
            pass
        self._end()

    def _end(self) -> None:
        try:
            self._ours.shutdown(socket.SHUT_WR)
        except OSError:
            # Ended already.
            return


def _is_real(stream: TextIO) -> bool:
    """Tell whether a stream is the descriptor of standard input, and not put in its place."""
    try:
        return stream.fileno() == 0
    except (OSError, ValueError):
        return False


def run(server: MCPServer) -> None:
    """Serve until the input ends, or nobody reads the output any more."""
    try:
        server.run("stdio")
    except* BrokenPipeError:
        pass

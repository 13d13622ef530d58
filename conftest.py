"""What can be asked of the tests on the command line, and what they start from."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder there that is its own
ROOM = 2**31


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --deep: tests that search do so for minutes instead of seconds."""
    parser.addoption("--deep", action="store_true", help="search longer where a test searches")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare what all tests of this process, and the processes they start, find.

    A shell starts background jobs deaf to Ctrl-C, and children inherit that: it is heard again.
    Thousands of files are written to the disk and waited for, so they are kept in memory where
    there is room for them and programs may be run; `--basetemp` names another place.
    """
    if config.getoption("--deep"):
        os.environ["ROMA_TESTS_DEEP"] = "1"
    if _is_roomy(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _is_roomy(folder: Path) -> bool:
    try:
        status = os.statvfs(folder)
    except OSError:
        return False
    free = status.f_bavail * status.f_frsize
    return free > ROOM and not status.f_flag & os.ST_NOEXEC and os.access(folder, os.W_OK)

"""What can be asked of the tests on the command line, and what they start from."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --deep: tests that search do so for minutes instead of seconds."""
    parser.addoption("--deep", action="store_true", help="search longer where a test searches")


def pytest_configure() -> None:
    """Let Ctrl-C be heard: a shell starts background jobs deaf to it, and children inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)

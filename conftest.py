"""What can be asked of the tests on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --deep: tests that search do so for minutes instead of seconds."""
    parser.addoption("--deep", action="store_true", help="search longer where a test searches")

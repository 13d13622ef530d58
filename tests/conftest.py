"""Fixtures that every kind of test shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def roma(tmp_path: Path) -> Roma:
    """Return the real command with a file of its own, at noon of a quiet Wednesday, in UTC."""
    return Roma(tmp_path)

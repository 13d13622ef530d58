"""Fixtures for the tests of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return what a fresh file holds: its tables and its first user."""
    one = Roma(tmp_path_factory.mktemp("fresh"))
    with one.context():
        pass
    return one.db.read_bytes()


@pytest.fixture
def on_disk(tmp_path: Path, fresh: bytes) -> Roma:
    """Return a fresh file within this process."""
    one = Roma(tmp_path)
    one.db.write_bytes(fresh)
    return one

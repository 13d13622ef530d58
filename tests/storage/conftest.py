"""Fixtures for the tests of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.storage.on_disk import OnDisk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return what a fresh file holds: its tables and its first user."""
    one = OnDisk(tmp_path_factory.mktemp("fresh"))
    with one.context():
        pass
    return one.roma.db.read_bytes()


@pytest.fixture
def on_disk(tmp_path: Path, fresh: bytes) -> OnDisk:
    """Return a fresh file within this process."""
    one = OnDisk(tmp_path)
    one.roma.db.write_bytes(fresh)
    return one

"""Fixtures of the tests on commands and screens."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with two pending tasks and a completed one; to be copied, never changed."""
    roma = Roma(tmp_path_factory.mktemp("template"))
    roma.inside("task", "add", "-", stdin=b"Pay rent\nCall\nDone with\n")
    assert roma.inside("task", "done", "3").code == 0
    return roma.db


@pytest.fixture
def kept(roma: Roma, template: Path, monkeypatch: pytest.MonkeyPatch) -> Roma:
    """Return a roma with a copy of the template, in a folder where a slip can write nothing."""
    shutil.copy(template, roma.db)
    monkeypatch.chdir(roma.folder)
    return roma

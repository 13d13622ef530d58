"""Fixtures of the tests on other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.adapters.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def nothing_printed(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """What the programs say is dropped: it is in nobody's interest, and may be anything."""
    yield
    assert capfd.readouterr() == ("", "")

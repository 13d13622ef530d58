"""The zone data that the program itself would choose, for every test of its rules."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING

import pytest

from roma_cli.adapters.zone_data import choose_newest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="module")
def _newest_zone_data() -> Iterator[None]:
    before = zoneinfo.TZPATH
    choose_newest({})
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()

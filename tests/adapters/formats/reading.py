"""What a format's reader makes of a text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from roma_cli.adapters.formats.source import Source
from roma_cli.domain.day import DayRule
from roma_cli.domain.transfer.interchange import Loss, Place

if TYPE_CHECKING:
    from types import ModuleType

NOW = 1_772_625_600  # 2026-03-04T12:00:00Z
PLACE = Place(DayRule("UTC", 0), NOW)


def read(form: ModuleType, text: str) -> tuple[list[Any], list[Loss]]:
    """Return the records of a text, and what of it was lost."""
    losses: list[Loss] = []
    source = Source(io.BytesIO(text.encode("utf-8", "surrogatepass")), None, "input")
    return list(form.read(source, PLACE, losses.append)), losses


def lost(losses: list[Loss]) -> list[tuple[str, str]]:
    """Return the record and the field of each loss."""
    return [(one.record, one.field) for one in losses]

"""What the tests of the formats start from: a place, a source of bytes, and tasks of all kinds."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from roma_cli.adapters.formats.source import Source
from roma_cli.domain.day import DayRule
from roma_cli.domain.due import Due
from roma_cli.domain.transfer.interchange import (
    ExternalNote,
    ExternalReminder,
    ExternalTask,
    Loss,
    Place,
)

if TYPE_CHECKING:
    from types import ModuleType

NOW = 1_772_625_600
"""2026-03-04T12:00:00Z, a Wednesday."""

NEW_YORK = Place(DayRule("America/New_York", 4 * 60), NOW)
UTC = Place(DayRule("UTC", 0), NOW)


def source(data: str | bytes, path: str | None = None) -> Source:
    """Return a source that holds `data`."""
    raw = data.encode() if isinstance(data, str) else data
    return Source(io.BytesIO(raw), path, path or "standard input")


def read(
    form: ModuleType, data: str | bytes, place: Place = NEW_YORK, path: str | None = None
) -> tuple[list[ExternalTask], list[Loss]]:
    """Return the tasks that a format reads in `data`, and what it could not carry."""
    losses: list[Loss] = []
    return list(form.read(source(data, path), place, losses.append)), losses


def written(
    form: ModuleType, tasks: list[ExternalTask], place: Place = NEW_YORK, **options: Any
) -> tuple[str, list[Loss]]:
    """Return what a format writes of tasks, and what it could not carry."""
    losses: list[Loss] = []
    return "".join(form.write(iter(tasks), place, losses.append, **options)), losses


def only(form: ModuleType, data: str | bytes, place: Place = NEW_YORK) -> ExternalTask:
    """Return the one task that a format reads in `data`."""
    [task], _ = read(form, data, place)
    return task


def fields(losses: list[Loss]) -> list[str]:
    """Return the fields that were named."""
    return [loss.field for loss in losses]


def texts(least: int = 0, most: int = 40) -> st.SearchStrategy[str]:
    """Return texts as roma stores them: of any script, with controls, quotes and line ends."""
    odd = st.sampled_from(
        [*"\r\n\t\x0b\x1b'\"\\;,:=+-@#|\u2028\u0085\ufeff", "\r\n", "\\n", "x ", "(A) "]
    )
    plain = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
    pieces = st.lists(st.one_of(odd, plain), max_size=most).map("".join)
    return pieces.map(lambda text: text.strip()[:most].strip()).filter(lambda t: len(t) >= least)


def words() -> st.SearchStrategy[str]:
    """Return texts of one word."""
    return texts(1, 12).map(lambda text: "".join(text.split()).lstrip("#")).filter(bool)


MOMENTS = st.integers(0, 4_102_444_800)
DUES = st.one_of(
    st.builds(Due, MOMENTS, st.none()),
    st.builds(Due, st.none(), st.dates(date(1970, 1, 2), date(2100, 1, 1))),
)
REPEATS = (
    *("none", "daily", "weekly", "monthly", "yearly", "every 3 days", "every weekday"),
    *("every 2 weeks on mon, thu", "every month on the 31st", "every 2 months on the 30th"),
    *("every month on the 29th", "every month on the 15th", "every sun"),
)


@st.composite
def tasks(draw: st.DrawFn) -> ExternalTask:
    """Return a task as roma would hand it to a writer."""
    status = draw(st.sampled_from(["pending", "completed"]))
    due = draw(st.one_of(st.none(), DUES))
    repeats = due is not None and draw(st.booleans())
    reminders = st.one_of(
        st.builds(ExternalReminder, MOMENTS, st.none()),
        st.builds(ExternalReminder, st.none(), st.sampled_from([900, 3600, 86400, 604800])),
    )
    notes = st.builds(ExternalNote, texts(1), MOMENTS, st.uuids().map(str), is_dated=st.just(True))
    return ExternalTask(
        uuid=str(draw(st.uuids())),
        title=draw(texts(1)),
        description=draw(texts(0, 200)),
        due=due,
        recurrence=draw(st.sampled_from(REPEATS)) if repeats else "none",
        repeat_from=draw(st.sampled_from(["due", "completion"])),
        priority=draw(st.sampled_from(["low", "medium", "high"])),
        tags=tuple(draw(st.lists(words(), max_size=3, unique=True))),
        project=draw(st.one_of(st.none(), texts(1))),
        wait_until=draw(st.one_of(st.none(), MOMENTS)),
        estimate=draw(st.one_of(st.none(), st.integers(1, 1000))),
        status=status,
        created_at=draw(MOMENTS),
        updated_at=draw(MOMENTS),
        completed_at=draw(MOMENTS) if status == "completed" else None,
        part_of=draw(st.one_of(st.none(), st.uuids().map(str))),
        skipped=status == "completed" and draw(st.booleans()),
        notes=tuple(draw(st.lists(notes, max_size=2))),
        reminders=tuple(draw(st.lists(reminders, max_size=2, unique=True))) if due else (),
    )

"""Files that grow by themselves: steps drawn by chance, done through the real command lines."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from roma_cli.adapters.formats import registry
from roma_cli.adapters.formats.source import Source
from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.usecases.chat import interpreter
from roma_cli.usecases.transfer import importer
from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path

    from roma_cli.usecases.result import Result

HOUR = 3600
DAY = 24 * HOUR

NUMBERS = st.integers(1, 9).map(str)
TITLES = st.sampled_from(
    ["Pay rent", "Água é fria", "tab\there", "emoji 🍅", "bell \x07", "rtl \u202e", "'; DROP"]
)
DUES = st.sampled_from(
    ["today", "tomorrow 9am", "fri 17:00", "31 mar", "2026-03-29 02:30", "none", "in 3 days"]
)
REPEATS = st.sampled_from(["daily", "weekly", "every 2 weeks on mon, thu", "monthly"])
OFFSETS = st.sampled_from(["15 minutes", "1 hour", "1 day", "1 week", "none"])
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"]
)

STEPS = st.one_of(
    st.tuples(st.just("task"), st.just("add"), TITLES),
    st.tuples(st.just("task"), st.just("add"), TITLES, st.just("--due"), DUES),
    st.tuples(st.just("task"), st.just("add"), TITLES, st.just("--repeat"), REPEATS),
    st.builds(
        lambda title, due, offset: ("task", "add", title, "--due", due, "--remind", offset),
        TITLES,
        DUES.filter(lambda due: due != "none"),
        OFFSETS,
    ),
    st.builds(
        lambda title, number: ("task", "add", title, "--parent", number, "--tag", "#Ä"),
        TITLES,
        NUMBERS,
    ),
    st.tuples(st.just("task"), st.just("done"), NUMBERS),
    st.tuples(st.just("task"), st.just("done"), NUMBERS),
    st.tuples(st.just("task"), st.just("reopen"), NUMBERS),
    st.tuples(st.just("task"), st.just("skip"), NUMBERS),
    st.tuples(st.just("task"), st.just("stop"), NUMBERS),
    st.tuples(st.just("task"), st.just("delete"), NUMBERS, st.just("--yes")),
    st.tuples(st.just("task"), st.just("note"), NUMBERS, st.just("said “no”")),
    st.tuples(st.just("task"), st.just("edit"), NUMBERS, st.just("--title"), TITLES),
    st.tuples(st.just("task"), st.just("edit"), NUMBERS, st.just("--due"), DUES),
    st.tuples(st.just("task"), st.just("edit"), NUMBERS, st.just("--remind"), OFFSETS),
    st.tuples(st.just("task"), st.just("edit"), NUMBERS, st.just("--repeat"), REPEATS),
    st.tuples(st.just("task"), st.just("edit"), NUMBERS, st.just("--parent"), NUMBERS),
    st.tuples(st.just("remind"), st.just("add"), NUMBERS, st.just("2h")),
    st.tuples(st.just("remind"), st.just("snooze"), NUMBERS, st.just("40m")),
    st.tuples(st.just("remind"), st.just("cancel"), NUMBERS),
    st.tuples(st.just("session"), st.just("add")),
    st.tuples(st.just("session"), st.just("add"), st.just("--task"), NUMBERS),
    st.tuples(st.just("session"), st.just("add"), st.just("--at"), st.just("yesterday 17:10")),
    st.tuples(st.just("session"), st.just("set"), st.sampled_from(["0", "3", "15", "1000"])),
    st.tuples(st.just("timer"), st.sampled_from(["start", "stop", "pause", "resume", "skip"])),
    st.tuples(st.just("timer"), st.just("start"), st.just("--task"), NUMBERS),
    st.tuples(st.just("timer"), st.just("interrupt"), st.just("phone")),
    st.tuples(st.just("reset"), st.sampled_from(["now", "check"])),
    st.tuples(st.just("config"), st.just("set"), st.just("timezone"), ZONES),
    st.tuples(st.just("config"), st.just("set"), st.just("daily_reset_time"), st.just("04:00")),
    st.tuples(st.just("config"), st.just("set"), st.just("all_day_reminder_time"), st.just("8:00")),
    st.tuples(st.just("said"), st.sampled_from(["add buy milk", "how many sessions today?"])),
    st.tuples(st.just("undo")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
    st.tuples(st.just("later"), st.integers(1, 3 * HOUR)),
    st.tuples(st.just("later"), st.integers(1, 40).map(lambda number: number * HOUR)),
)


class Grown(Roma):
    """A file that grows, and what can be told of it."""

    def step(self, *words: Any) -> None:
        """Do one step; what is refused changes nothing and is no matter."""
        if words[0] == "later":
            self.now += words[1]
            return
        if words[0] == "said":
            with self.context() as context:
                interpreter.keep(context, words[1], "done\ncommand: roma today", self.now)
            return
        with suppress(UsageError, NotFound):
            self.do(*words)

    def copy(self, folder: Path) -> Grown:
        """Return a copy of the file, to grow apart."""
        folder.mkdir()
        other = Grown(folder)
        shutil.copy(self.path, other.path)
        other.now = self.now
        return other

    def exported(self, path: Path) -> Path:
        """Write the whole file as JSON."""
        self.do("data", "export", str(path), "--yes")
        return path

    def bring_in(self, path: Path) -> Any:
        """Import such a file and return what `--json` would print."""
        with path.open("rb") as stream, self.context() as context:
            source = Source(stream, str(path), path.name)
            form = registry.FORMATS["json"]
            return importer.import_data(context, source, form, report=True).json()

    def faults(self) -> list[str]:
        """Return what the doctor finds wrong in the file; the machine is no matter here."""
        result: Result = self.do("doctor")
        report: Any = result.json()
        beside = ("SQLite", "waiting reminders", "daily reset", "clock", "backups", "schedule runs")
        return [
            f"{one['name']}: {one['said']}"
            for one in report["checks"]
            if one["state"] != "ok" and one["name"] not in beside
        ]

    def living(self) -> set[Any]:
        """Return the tasks that are not deleted, without what differs from file to file."""
        return set(
            self.rows(
                "SELECT t.uuid, t.title, t.status, t.completed_at, t.due_date, t.due_day,"
                " t.recurrence, t.series_index, t.tags, p.uuid, s.uuid FROM tasks t"
                " LEFT JOIN tasks p ON p.id = t.subtask_of LEFT JOIN tasks s ON s.id = t.series_id"
                " WHERE t.deleted_at IS NULL"
            )
        )

    def done(self) -> set[Any]:
        """Return the sessions that have ended."""
        return set(
            self.rows(
                "SELECT s.id, s.kind, s.started_at, s.ended_at, s.outcome, t.uuid"
                " FROM timer_sessions s LEFT JOIN tasks t ON t.id = s.task_id"
                " WHERE s.ended_at IS NOT NULL"
            )
        )

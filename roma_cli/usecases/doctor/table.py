"""The table of checks that `roma doctor` runs."""

from __future__ import annotations

from roma_cli.storage.queries import checks as check_queries
from roma_cli.usecases.doctor import location, machine, rows
from roma_cli.usecases.doctor.check import FAULT, WARNING, Check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.usecases.doctor.check import Case

_FIX = "roma doctor --fix"
_RESTORE = "roma data restore"
_TZDATA = "pip install --upgrade tzdata"
_UNTOUCHED = "nothing was changed behind roma's back"
_DUE = "roma task edit ID --due fri"
_RESET = "roma reset check --all-users"
_REMIND = "roma remind check --all-users"
_CANCEL = "roma remind cancel ID"
_ON_THIS_DISK = 'roma --db "$HOME/roma.db" today'


def _query(name: str, fine: str, mend: str, state: str = FAULT) -> Check:
    """Return a row whose problems are what the query of its name finds."""

    def look(case: Case) -> list[str]:
        return check_queries.problems(case.file, name)

    return Check(name, look, fine, mend, state)


FILE = Check("file", location.file)
"""Comes first: without a roma file there is nothing inside to look at."""

INTEGRITY = _query("integrity", "SQLite finds nothing wrong", _RESTORE)
"""Comes before the others inside: they would all fail on the same damaged page."""

OUTSIDE = (
    Check("links", location.links, "the file has one name", state=WARNING),
    Check("owner", location.owner, "all of it is yours"),
    Check("modes", location.modes, "nobody else can read it", state=WARNING),
    Check("folder", location.folder, state=WARNING),
    Check("sidecars", location.sidecars, state=WARNING),
    Check("leftovers", location.leftovers, "no half-made file", state=WARNING),
    Check("file system", location.file_system, "a disk of this machine", _ON_THIS_DISK, WARNING),
    Check("room", location.room, state=WARNING),
    Check("SQLite", machine.sqlite, "", "roma data backup", WARNING),
    Check("zone data", machine.zone_data, "", _TZDATA, WARNING),
    Check("hooks", machine.hook_files, "each can be run", state=WARNING),
    Check("cron", machine.cron, state=WARNING),
)
"""Need no open file."""

INSIDE = (
    _query("schema version", "this roma's own", "roma today", WARNING),
    _query("tables", "tables, indexes and triggers are all there", _RESTORE),
    _query("foreign keys", "what rows refer to is there", _RESTORE),
    Check("journal", rows.journal, state=WARNING),
    _query("words index", "agrees with the tasks", _FIX),
    _query("tags index", "agrees with the tasks", _FIX),
    _query("history", "every entry can be read", _RESTORE),
    _query("undo chain", "undos and redos take turns", "roma undo --list"),
    Check("changes", rows.changes, _UNTOUCHED, "roma log", WARNING),
    _query("conversation", "can be read", "roma chat --clear"),
    _query("users", "each has settings", _RESTORE),
    Check("zones", rows.zones, "this machine knows each", _TZDATA),
    Check("settings", rows.typed_settings, "each could be typed"),
    _query("schedule", "one daily reset for each user", _FIX),
    Check("boundary", rows.boundary, "the daily reset stands at the day's end", _FIX),
    Check("cron lines", rows.cron_lines, "each fires", _FIX),
    Check("scheduled work", rows.overdue, "none has waited", "roma schedule run", WARNING),
    _query("count", "sessions and corrections add up to it", _FIX),
    _query("override", "what was set by hand is written down", _FIX),
    _query("statistics", "the sums of closed days hold", "roma stats", WARNING),
    _query("corrections", "those of closed days add up", "roma stats", WARNING),
    _query("closed days", "each has its statistics", "roma log --type stats"),
    _query("timer", "at most one runs", "roma timer stop"),
    _query("resets", "each boundary closed one day once", "roma reset history"),
    Check("daily reset", rows.reset_due, "none is due", _RESET, WARNING),
    _query("series", "each occurrence is there once", "roma task chain ID"),
    _query("chains", "each link follows an earlier one", "roma task chain ID"),
    _query("forks", "one occurrence is followed by one", "roma task delete ID", WARNING),
    _query("subtasks", "they go one level deep", "roma task edit ID --parent none"),
    Check("repeats", rows.repeats, "each can be read", 'roma task edit ID --repeat "…"'),
    Check("tags", rows.tags, "each has its key", "roma task edit ID --tag TAG"),
    _query("days", "every stored day exists", _DUE),
    _query("moments", "every stored moment can be shown", _DUE),
    Check("reminders", rows.reminder_times, "they come when they should", _FIX),
    _query("idle reminders", "each has an open task", _CANCEL, WARNING),
    Check("waiting reminders", rows.waiting_reminders, "none for over a day", _REMIND, WARNING),
    Check("clock", machine.clock, "not behind the file's newest entry", "date", WARNING),
    Check("cron's environment", machine.cron_environment, "nothing is missing", state=WARNING),
    Check("webhook secret", machine.webhook_secret, "nobody else can read it", state=WARNING),
    Check("backups", machine.backups, "", "roma data backup", WARNING),
)
"""Need an open file whose pages hold."""

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
_UNTOUCHED = "no other program changed the rows"
_EDIT = "roma task edit --help"
_RESET = "roma reset check --all-users"
_REMIND = "roma remind check --all-users"
_CANCEL = "roma remind cancel --help"
_PATH = "roma data path"


def _query(name: str, fine: str, mend: str, state: str = FAULT) -> Check:
    """Return a check for the problems that the query of the same name finds."""

    def look(case: Case) -> list[str]:
        return check_queries.problems(case.file, name)

    return Check(name, look, fine, mend, state)


FILE = Check("file", location.file)
"""Runs first: without a roma file there is nothing to check inside."""

INTEGRITY = _query("integrity", "SQLite finds no errors", _RESTORE)
"""Runs before the other checks inside, which would all fail on the same damaged page."""

OUTSIDE = (
    Check("links", location.links, "the file has one name", state=WARNING),
    Check("owner", location.owner, "all files are yours"),
    Check("modes", location.modes, "nobody else can read it", state=WARNING),
    Check("folder", location.folder, state=WARNING),
    Check("sidecars", location.sidecars, state=WARNING),
    Check("leftovers", location.leftovers, "no incomplete file", state=WARNING),
    Check("file system", location.file_system, "a local disk", _PATH, WARNING),
    Check("room", location.room, state=WARNING),
    Check("SQLite", machine.sqlite, "", "roma data backup", WARNING),
    Check("zone data", machine.zone_data, "", _TZDATA, WARNING),
    Check("hooks", machine.hook_files, "each is executable", state=WARNING),
    Check("cron", machine.cron, state=WARNING),
)
"""The checks that need no open file."""

INSIDE = (
    _query("schema version", "current", "roma today", WARNING),
    _query("tables", "no table, index or trigger is missing", _RESTORE),
    _query("foreign keys", "all referenced rows exist", _RESTORE),
    Check("journal", rows.journal, state=WARNING),
    _query("words index", "matches the tasks", _FIX),
    _query("tags index", "matches the tasks", _FIX),
    _query("history", "every entry can be read", _RESTORE),
    _query("undo chain", "undos and redos alternate", "roma undo --list"),
    Check("changes", rows.changes, _UNTOUCHED, "roma log", WARNING),
    _query("conversation", "can be read", "roma chat --clear"),
    _query("users", "each has settings", _RESTORE),
    Check("zones", rows.zones, "each is known on this machine", _TZDATA),
    Check("settings", rows.typed_settings, "all are valid"),
    _query("schedule", "one daily reset for each user", _FIX),
    Check("boundary", rows.boundary, "the daily reset is at the end of the day", _FIX),
    Check("cron lines", rows.cron_lines, "all are valid", _FIX),
    Check("scheduled work", rows.overdue, "none has waited", "roma schedule run", WARNING),
    _query("count", "matches the sessions and corrections", _FIX),
    _query("override", "corrections by hand are recorded", _FIX),
    _query("statistics", "the totals of closed days are right", "roma stats", WARNING),
    _query("corrections", "those of closed days are right", "roma stats", WARNING),
    _query("closed days", "each has its statistics", "roma log --type stats"),
    _query("timer", "at most one runs", "roma timer stop"),
    _query("resets", "each day was closed once", "roma reset history"),
    Check("daily reset", rows.reset_due, "none is due", _RESET, WARNING),
    _query("series", "each occurrence exists once", "roma task chain --help"),
    _query("chains", "each link follows an earlier one", "roma task chain --help"),
    _query(
        "forks", "each occurrence has at most one successor", "roma task delete --help", WARNING
    ),
    _query("subtasks", "they go one level deep", _EDIT),
    Check("repeats", rows.repeats, "each can be read", _EDIT),
    Check("tags", rows.tags, "all have keys", _EDIT),
    _query("days", "every stored day exists", _EDIT),
    _query("moments", "every stored moment can be shown", _EDIT),
    Check("reminders", rows.reminder_times, "all are scheduled correctly", _FIX),
    _query("idle reminders", "each has an open task", _CANCEL, WARNING),
    Check("waiting reminders", rows.waiting_reminders, "none for over a day", _REMIND, WARNING),
    Check("clock", machine.clock, "not behind the file's newest entry", "date", WARNING),
    Check("cron's environment", machine.cron_environment, "nothing is missing", state=WARNING),
    Check("webhook secret", machine.webhook_secret, "nobody else can read it", state=WARNING),
    Check("backups", machine.backups, "", "roma data backup", WARNING),
)
"""The checks that need an open, undamaged file."""

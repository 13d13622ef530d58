"""A file that has been lived in: a closed day, and one in which something of every kind is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli import command_tree

if TYPE_CHECKING:
    from tests.support import Roma

YESTERDAY, TODAY, LATER = (
    "2026-03-03T12:00:00Z",
    "2026-03-04T12:00:00Z",
    "2026-03-04T12:01:00Z",
)

LIFE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("2026-03-01T12:00:00Z", ("session", "add")),
    ("2026-03-02T12:00:00Z", ("reset", "check")),
    (YESTERDAY, ("config", "set", "daily_goal", "5")),
    (YESTERDAY, ("config", "set", "quiet_hours", "22:00-07:00")),
    (YESTERDAY, ("config", "set", "timezone", "Europe/Berlin")),
    (YESTERDAY, ("config", "set", "daily_reset_time", "03:00")),
    (YESTERDAY, ("config", "set", "event_retention_days", "1")),
    (YESTERDAY, ("session", "add")),
    (YESTERDAY, ("task", "add", "one", "--tag", "old")),
    (YESTERDAY, ("task", "add", "two", "--tag", "Old", "--due", "today", "--description", "d")),
    (YESTERDAY, ("task", "add", "three")),
    (YESTERDAY, ("task", "add", "four")),
    (YESTERDAY, ("task", "add", "5", "--due", "sun 9am", "--repeat", "daily", "--remind", "1h")),
    (YESTERDAY, ("task", "add", "six", "--due", "today", "--repeat", "daily")),
    (YESTERDAY, ("task", "done", "3")),
    (YESTERDAY, ("task", "delete", "4", "--yes")),
    (TODAY, ("session", "add")),
    (TODAY, ("session", "set", "3")),
    (TODAY, ("session", "add")),
)


def lead(roma: Roma) -> Roma:
    """Make the file of a life, with a timer running, and return `roma` at the end of it."""
    for now, command in LIFE:
        ok(roma.at(now), *command)
    if ("timer", "start") in command_tree.commands():
        ok(roma, "timer", "start")
    return roma


def ok(roma: Roma, *command: str) -> None:
    """Run one command line, and expect that it succeeds."""
    roma.inside_ok(*command)

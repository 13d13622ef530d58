"""Errors, each kind with its exit code.

A message says what happened, in one line. A hint is a command one can type, or empty.
"""

from __future__ import annotations


class RomaError(Exception):
    """Any error that is shown to the user."""

    kind = "internal"
    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(RomaError):
    """A bad value or a bad combination of values; nothing was changed."""

    kind = "usage"
    exit_code = 2


class Ambiguous(UsageError):  # noqa: N818 - reads as what it says
    """What was typed could mean several things; `text` stands for the part, `readings` for each."""

    def __init__(self, message: str, hint: str, text: str, readings: list[str]) -> None:
        super().__init__(message, hint)
        self.text = text
        self.readings = readings


class NotFound(RomaError):  # noqa: N818 - reads as what it says
    """Nothing matched: an id, a user, an operation."""

    kind = "not_found"
    exit_code = 3


class Locked(RomaError):  # noqa: N818
    """Another process held the file for longer than we wait."""

    kind = "locked"
    exit_code = 4


class CannotWrite(RomaError):  # noqa: N818
    """The file, its directory or its disk does not take the change."""

    kind = "cannot_write"
    exit_code = 5


class Damaged(RomaError):  # noqa: N818
    """A file is damaged, empty, cut, or belongs to another program; `path` says which file.

    Without a hint, `storage.backups.restore.hint_for` finds one: it looks through the backups.
    """

    kind = "damaged"
    exit_code = 6

    def __init__(self, message: str, hint: str = "", *, path: str = "") -> None:
        super().__init__(message, hint)
        self.path = path


class NewerSchema(RomaError):  # noqa: N818
    """The file was written by a newer roma."""

    kind = "newer_schema"
    exit_code = 7

"""Errors, each kind with its exit code.

A message says what happened, in one line. A hint is a command that works as printed, or empty.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


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


class BadValue(UsageError):  # noqa: N818 - reads as what it says
    """A typed value that cannot be used: `text`, and what could replace it, if anything.

    Its reader does not know which command it was typed for. Without a hint, `cli.input.hints`
    makes one from the command line.
    """

    def __init__(
        self, message: str, hint: str = "", *, text: str = "", readings: Sequence[str] = ()
    ) -> None:
        super().__init__(message, hint)
        self.text = text
        self.readings = list(readings)


class Unreadable(BadValue):
    """A value that has none of the forms that roma reads."""


class Ambiguous(BadValue):
    """A value that could mean several things: each of its `readings`."""


class NotFound(RomaError):  # noqa: N818 - reads as what it says
    """Nothing matched: an id, a user, an operation."""

    kind = "not_found"
    exit_code = 3


class Locked(RomaError):  # noqa: N818
    """Another process has held the file locked for longer than roma waits."""

    kind = "locked"
    exit_code = 4


class CannotWrite(RomaError):  # noqa: N818
    """The change could not be written to the file, its directory or its disk."""

    kind = "cannot_write"
    exit_code = 5


class Damaged(RomaError):  # noqa: N818
    """A file is damaged, empty, truncated, or another program's; `path` says which file.

    Without a hint, `storage.backups.restore.hint_for` looks for a backup to suggest.
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

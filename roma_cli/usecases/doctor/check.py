"""The engine of `roma doctor`: checks, their input, and findings."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain.errors import Locked, RomaError
from roma_cli.storage.backups.restore import hint_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roma_cli.context import Context, Invocation
    from roma_cli.storage.database import File

OK, WARNING, FAULT = "ok", "warning", "fault"

_NAMED = 3
"""Number of problems that a finding names; it counts the rest."""


class Finding(namedtuple("Finding", "name state said mend", defaults=("",))):
    """The finding of a check, as in the JSON: `mend` is the command that repairs it, or empty."""

    __slots__ = ()
    name: str
    state: str
    said: str
    mend: str


class Case(namedtuple("Case", "invocation file contexts")):
    """An open file, with a context for each user with valid settings."""

    __slots__ = ()
    invocation: Invocation
    file: File
    contexts: Sequence[Context]


class Report(namedtuple("Report", "problems fine mend", defaults=("", ""))):
    """The problems, with texts that depend on them; empty texts are taken from the check's row."""

    __slots__ = ()
    problems: Sequence[str]
    fine: str
    mend: str


class Check(namedtuple("Check", "name look fine mend state", defaults=("", "", FAULT))):
    """A row of the table: the text for success, and the command that repairs the problems.

    `look` gets a Case, or the Invocation if the check needs no open file, and returns the problems
    in words.
    """

    __slots__ = ()
    name: str
    look: Callable[..., Report | list[str]]
    fine: str
    mend: str
    state: str

    def run(self, subject: Case | Invocation) -> Finding:
        """Return the finding; a check that fails is itself a fault. Raises Locked."""
        try:
            found = self.look(subject)
        except Locked:
            raise
        except RomaError as problem:
            return self._failed(problem.message, hint_for(problem))
        except (ValueError, TypeError, OSError) as problem:
            return self._failed(str(problem), "")
        return self.judge(found)

    def judge(self, found: Report | list[str]) -> Finding:
        """Return the finding for the result of `look`."""
        problems, fine, mend = found if isinstance(found, Report) else Report(found)
        if not problems:
            return Finding(self.name, OK, fine or self.fine)
        rest = len(problems) - _NAMED
        said = "; ".join(problems[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
        return Finding(self.name, self.state, said, mend or self.mend)

    def _failed(self, message: str, hint: str) -> Finding:
        return Finding(self.name, FAULT, f"can't check: {message}", hint)

"""The engine of `roma doctor`: a check, what it looks at, and what it found."""

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
"""The problems that a finding names; it counts the rest."""


class Finding(namedtuple("Finding", "name state said mend", defaults=("",))):
    """What one check found, as in the JSON: `mend` is the command that repairs it, or empty."""

    __slots__ = ()
    name: str
    state: str
    said: str
    mend: str


class Case(namedtuple("Case", "invocation file contexts")):
    """An open file, with a context for each user whose settings can be understood."""

    __slots__ = ()
    invocation: Invocation
    file: File
    contexts: Sequence[Context]


class Report(namedtuple("Report", "problems fine mend", defaults=("", ""))):
    """The problems, with words that depend on them; where empty, the words of the row are used."""

    __slots__ = ()
    problems: Sequence[str]
    fine: str
    mend: str


class Check(namedtuple("Check", "name look fine mend state", defaults=("", "", FAULT))):
    """A row of the table: what is said where all is well, and the command that repairs the rest.

    `look` gets a Case, or the Invocation where the check needs no open file, and returns the
    problems in words.
    """

    __slots__ = ()
    name: str
    look: Callable[..., Report | list[str]]
    fine: str
    mend: str
    state: str

    def run(self, subject: Case | Invocation) -> Finding:
        """Return the finding; a check that fails is a fault itself. Raises Locked."""
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
        """Return the finding that tells of what `look` has returned."""
        problems, fine, mend = found if isinstance(found, Report) else Report(found)
        if not problems:
            return Finding(self.name, OK, fine or self.fine)
        rest = len(problems) - _NAMED
        said = "; ".join(problems[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
        return Finding(self.name, self.state, said, mend or self.mend)

    def _failed(self, message: str, hint: str) -> Finding:
        return Finding(self.name, FAULT, f"cannot be told: {message}", hint)

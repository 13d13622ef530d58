"""What a check found, and what it was given to look at."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.context import Context, Invocation
    from roma_cli.storage.database import File

OK, WARNING, FAULT = "ok", "warning", "fault"

_NAMED = 3
"""So many of what is wrong are named; the rest is counted."""


class Finding(namedtuple("Finding", "name state said mend", defaults=("",))):
    """One line of the doctor: `state` is ok, warning or fault; `mend` a command, or empty."""

    __slots__ = ()
    name: str
    state: str
    said: str
    mend: str


class Case(namedtuple("Case", "invocation path file contexts")):
    """An open file with a visit for each user whose settings can be understood."""

    __slots__ = ()
    invocation: Invocation
    path: str
    file: File
    contexts: Sequence[Context]


def judged(
    name: str, wrong: Sequence[str], fine: str, *, mend: str = "", state: str = FAULT
) -> Finding:
    """Return `fine` where nothing is `wrong`, else what is, as `state` and with its `mend`."""
    if not wrong:
        return Finding(name, OK, fine)
    more = f" and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
    return Finding(name, state, "; ".join(wrong[:_NAMED]) + more, mend)

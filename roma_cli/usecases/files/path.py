"""The path of the data file."""

from __future__ import annotations

from roma_cli.usecases.result import Result, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Invocation


def path(invocation: Invocation) -> Result:
    """Return where the file is; opens nothing."""
    where = invocation.path()
    return Result([line(where)], lambda: {"path": where})

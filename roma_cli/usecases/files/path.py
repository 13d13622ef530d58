"""What the commands on the file itself do."""

from __future__ import annotations

from roma_cli.usecases.result import Answer, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Request


def path(request: Request) -> Answer:
    """Return where the file is; opens nothing."""
    where = request.path()
    return Answer([line(where)], lambda: {"path": where})

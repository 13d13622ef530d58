"""The command `roma mcp`: the commands as tools for a program that speaks that protocol."""

from __future__ import annotations

import sys

from roma_cli.cli.declaration import LongRunning, command
from roma_cli.cli.printer import on_terminal, say
from roma_cli.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.cli.declaration import GlobalOptions
    from roma_cli.context import Invocation

_INTERRUPTED = 130
_INSTALL = "pip install '.[mcp]'"


@command("mcp", "roma mcp")
def mcp() -> LongRunning:
    """Serve commands as tools over the Model Context Protocol.

    It reads standard input and writes standard output until the input ends. docs/words.md
    shows how to configure a client.
    """
    return LongRunning(_serve)


def _serve(invocation: Invocation, global_options: GlobalOptions) -> int:
    if sys.stdin is None or sys.stdout is None:
        raise UsageError("the MCP server needs standard input and output", "roma mcp --help")
    try:
        import mcp as _  # noqa: F401 - an extra, and most of a second
    except ImportError as problem:
        if problem.name not in ("mcp", None):
            raise UsageError(f"can't load the package mcp: {problem}", _INSTALL) from None
        raise UsageError(
            "the MCP server needs the package mcp, which isn't installed", _INSTALL
        ) from None
    from roma_cli.cli.mcp import server as mcp_server
    from roma_cli.cli.mcp import stdio

    server = mcp_server.server(invocation, global_options)
    if on_terminal(sys.stdin) and not global_options.quiet:
        say("a program is expected here, not a person; Ctrl-D or Ctrl-C ends")
    with stdio.Stdin() as stdin:
        stdio.run(server)
    return _INTERRUPTED if stdin.interrupted else 0

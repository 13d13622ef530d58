"""What every tool shares: how it is declared, carried out, and what its errors look like.

A tool is declared like a command: a function that reads its own arguments and returns an act, a
function of an open visit. The rest happens here, so that no tool can forget the daily reset.
"""

from __future__ import annotations

import functools
import inspect
import os
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field, WithJsonSchema, WrapValidator

from roma_cli.cli import runner
from roma_cli.context import Context
from roma_cli.dispatch import Command
from roma_cli.domain.errors import RomaError
from roma_cli.usecases.result import Result

if TYPE_CHECKING:
    from roma_cli.cli.declaration import GlobalOptions
    from roma_cli.context import Invocation

Act = Callable[[Context], Result]


def _or_nothing(value: Any, check: Callable[[Any], str]) -> str | None:
    return None if value is None else check(value)


if TYPE_CHECKING:
    Maybe = str | None
else:
    # The annotation is `str` itself: of any other the SDK reads text that looks like JSON as JSON.
    Maybe = Annotated[
        str,
        WrapValidator(_or_nothing),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]}),
    ]
"""Text that need not be given."""

Id = Annotated[int, Field(ge=1, description="The task's number.")]
Ids = Annotated[list[Id], Field(min_length=1, max_length=1000, description="Task numbers.")]
Confirm = Annotated[
    bool, Field(strict=True, description="Must be true: what is deleted leaves every list.")
]
When = Annotated[Maybe, Field(description='A day or moment: "fri 17:00", "in 3 days"; "none".')]

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
ADDS = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False
)
SETTLES = ADDS.model_copy(update={"idempotent_hint": True})
"""Once done, it is an error to do it again, which changes nothing."""
CHANGES = ADDS.model_copy(update={"destructive_hint": True})
SETS = CHANGES.model_copy(update={"idempotent_hint": True})


class Tool(namedtuple("Tool", "path function shape hints about")):
    """One tool: the words of its command, its function, and the type of its result.

    `about` takes the place of the command's help where that speaks of a command line.
    """

    __slots__ = ()
    path: tuple[str, ...]
    function: Callable[..., Act]
    shape: Any
    hints: ToolAnnotations
    about: str

    @property
    def name(self) -> str:
        """The tool's name."""
        return str(self.function.__name__)


class Tools(list[Tool]):
    """The tools of one subject."""

    def add(
        self, command: str, shape: Any, hints: ToolAnnotations, about: str = ""
    ) -> Callable[[Callable[..., Act]], Callable[..., Act]]:
        """Return the decorator that adds the tool of a command, whose help it gets."""

        def decorator(function: Callable[..., Act]) -> Callable[..., Act]:
            self.append(Tool(tuple(command.split()), function, shape, hints, about))
            return function

        return decorator


class Desk:
    """Carries tools out, one at a time.

    One at a time because of SQLite's locks, which are the process's and not the thread's: opening
    the file looks at its first bytes, and closing what was opened for that would end every lock
    that another thread of this process holds.
    """

    def __init__(self, invocation: Invocation, global_options: GlobalOptions) -> None:
        self.invocation = invocation
        self.global_options = global_options
        self._turn = threading.Lock()

    def take(self, do: Callable[[Invocation], Any]) -> Any:
        """Return what `do` returns at the present moment. Raises ToolError."""
        with self._turn:
            try:
                found = do(self.invocation.again())
                return list(found) if isinstance(found, Iterator) else found
            except RomaError as problem:
                hint = f"\nhint: {problem.hint}" if problem.hint else ""
                raise ToolError(f"{problem.message}{hint}") from None
            except Exception as problem:
                if os.environ.get("ROMA_DEBUG"):
                    raise
                name = type(problem).__name__
                raise ToolError(f"a bug in roma: {name}: {problem}") from None

    def offered(self, tool: Tool) -> Callable[..., Any]:
        """Return a tool's function as the server calls it, with the types of what it returns."""

        @functools.wraps(tool.function)
        def call(**arguments: Any) -> Any:
            def context(invocation: Invocation) -> Any:
                wanted = Command(tool.function(**arguments))
                return runner.run(invocation, wanted, self.global_options, as_data=True).json()

            return self.take(context)

        return typed(call, tool.function, tool.shape)


def typed(call: Callable[..., Any], like: Callable[..., Any], shape: Any) -> Callable[..., Any]:
    """Return `call` with the parameters of another function, and the type of its result."""
    signature = inspect.signature(like, eval_str=True).replace(return_annotation=shape)
    call.__signature__ = signature  # type: ignore[attr-defined]  # how functions say it
    call.__annotations__ = {
        **{name: one.annotation for name, one in signature.parameters.items()},
        "return": shape,
    }
    return call

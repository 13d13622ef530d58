"""The functions that the server offers as tools, made from the declarations of the commands."""

from __future__ import annotations

import inspect
import os
import threading
import types
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import ConfigDict, Field, WithJsonSchema, WrapValidator

from roma_cli.cli import printer, runner
from roma_cli.cli.declaration import CommandLine, GlobalOptions, LongRunning
from roma_cli.cli.live import chat_session
from roma_cli.domain.errors import RomaError, UsageError
from roma_cli.usecases import json_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.cli.declaration import Declared, Parameter, Tool
    from roma_cli.context import Invocation

_ADDS = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False
)
HINTS = {
    "reads": ToolAnnotations(read_only_hint=True, open_world_hint=False),
    "adds": _ADDS,
    "settles": _ADDS.model_copy(update={"idempotent_hint": True}),
    "changes": _ADDS.model_copy(update={"destructive_hint": True}),
    "sets": _ADDS.model_copy(update={"destructive_hint": True, "idempotent_hint": True}),
}
"""What a declared tool's `hint` means to a client."""

_MOST_ROWS = 10_000
_MOST_IDS = 1000
_CONFIRM = "Must be true: what is deleted leaves every list."

for _type in vars(json_types).values():
    if isinstance(_type, type) and hasattr(_type, "__total__"):
        # Keys that a type does not name are passed on all the same.
        _type.__pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[attr-defined]


def _or_none(value: Any, check: Callable[[Any], str]) -> str | None:
    return None if value is None else check(value)


_TEXT_OR_NONE = Annotated[
    str,
    WrapValidator(_or_none),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]}),
]
"""Text that need not be given. The annotation is `str` itself: of any other the SDK reads text
that looks like JSON as JSON."""


class ToolRunner:
    """Runs tools, one at a time.

    One at a time because of SQLite's locks, which are the process's and not the thread's: opening
    the file looks at its first bytes, and closing what was opened for that would end every lock
    that another thread of this process holds.
    """

    def __init__(self, invocation: Invocation, global_options: GlobalOptions) -> None:
        self.invocation = invocation
        self.global_options = global_options
        self._lock = threading.Lock()

    def function(self, declared: Declared, tool: Tool) -> Callable[..., Any]:
        """Return what the server calls for a tool, with the types of its arguments and result."""
        run = self._chat if declared.path == ("chat",) else self._command
        parameters = tool.parameters
        if parameters is None:
            parameters = [one for one in declared.parameters if one.offered]

        def call(**arguments: Any) -> Any:
            values = {one.name: _typed(one, arguments.get(_name(one))) for one in parameters}
            with self._lock:
                try:
                    found = run(declared, {**values, **tool.fixed})
                    return list(found) if isinstance(found, Iterator) else found
                except RomaError as problem:
                    text = "\n".join(printer.error_lines(problem))
                    raise ToolError(text.removeprefix("error: ")) from None
                except Exception as problem:
                    if os.environ.get("ROMA_DEBUG"):
                        raise
                    name = type(problem).__name__
                    raise ToolError(f"a bug in roma: {name}: {problem}") from None

        signature = _signature(parameters, _result(tool.returns or declared.returns))
        call.__signature__ = signature  # type: ignore[attr-defined]  # how functions say it
        call.__annotations__ = {
            **{name: one.annotation for name, one in signature.parameters.items()},
            "return": signature.return_annotation,
        }
        return call

    def _command(self, declared: Declared, values: dict[str, Any]) -> Any:
        if values.get("yes") is False:
            raise UsageError("this needs confirm: true")
        invocation, options = self.invocation.again(), self.global_options
        wanted = CommandLine(declared, values, options, reads_stdin=False).wanted()
        assert not isinstance(wanted, LongRunning)  # noqa: S101 - none of them is a tool
        return runner.run(invocation, wanted, options, as_data=True).json()

    def _chat(self, _declared: Declared, values: dict[str, Any]) -> Any:
        """Do as a sentence says, by rule; no model is asked."""
        options = GlobalOptions()
        options.take({**vars(self.global_options), "json": True})
        manner = chat_session.Manner(options, yes=values["yes"], dry_run=values["dry_run"])
        [sentence] = values["sentence"]
        try:
            return chat_session.shaped(self.invocation.again(), sentence, manner)
        except chat_session.NeedsYes as problem:
            raise UsageError("this needs confirm: true", problem.hint) from None


def _name(one: Parameter) -> str:
    """Return what a parameter is called as a tool's argument."""
    return "confirm" if one.name == "yes" else one.alias or one.name


def _typed(one: Parameter, value: Any) -> Any:
    """Return an argument as it would stand on a command line."""
    if value is None or one.kind in ("flag", "int"):
        return value
    if one.takes_many:
        return tuple(map(str, value)) if isinstance(value, list) else (value,)
    return str(value)


def _signature(parameters: Sequence[Parameter], returned: Any) -> inspect.Signature:
    return inspect.Signature(
        [
            inspect.Parameter(
                _name(one),
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if one.is_required else one.default,
                annotation=_annotation(one),
            )
            for one in parameters
        ],
        return_annotation=returned,
    )


def _annotation(one: Parameter) -> Any:
    """Return the type of an argument, with its bounds and what the help says of it."""
    bounds: dict[str, Any] = {"description": one.help}
    kind: Any = str
    if one.name == "yes":
        kind, bounds = bool, {"description": _CONFIRM, "strict": True}
    elif one.kind == "flag":
        kind = bool
    elif one.kind == "tasks":
        kind = list[Annotated[int, Field(ge=1)]]
        bounds |= {"min_length": 1, "max_length": _MOST_IDS, "description": "Task numbers."}
    elif one.kind in ("int", "number", "task"):
        kind = int
        most = one.most if one.most is None else min(one.most, _MOST_ROWS)
        bounds |= {"ge": 1 if one.least is None else one.least, "le": most}
    elif one.kind == "many":
        kind = list[str]
    elif one.choices:
        kind = Literal[tuple(one.choices.split("|"))]
    elif one.default is None:
        return Annotated[_TEXT_OR_NONE, Field(**bounds)]
    return Annotated[kind | None if one.default is None else kind, Field(**bounds)]


def _result(name: str) -> Any:
    """Return the type of a result by its name, `Task` or `list[Task]`."""
    inner = name.removeprefix("list[").removesuffix("]")
    found: Any = getattr(json_types, inner)
    return found if inner == name else types.GenericAlias(list, (found,))

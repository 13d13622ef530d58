"""The declarations of commands: their words, parameters, help, and the function each one calls.

The Typer app, the fast path, completion, the MCP tools, chat's suggestions, `docs/reference.md`
and the man page are all made from these. Nothing here needs Typer, so a quick command can read
its own declaration. Plain classes, because making a namedtuple's costs as much at every start as
declaring thirty commands.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Literal, TypeAlias, TypeVar

    from roma_cli.context import Invocation
    from roma_cli.dispatch import Command, StandaloneCommand

    Wanted: TypeAlias = "Command | StandaloneCommand | LongRunning"
    Hint: TypeAlias = Literal["reads", "adds", "settles", "changes", "sets"]
    Function = TypeVar("Function", bound=Callable[..., "Wanted"])

STDIN = "-"


class _Record:
    """Fields given by name; those that are not given have the class's values."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)


class Parameter(_Record):
    """An argument, or an option where it has `flags`.

    Its `kind` decides what the function gets:

    - `text`, one word; `number`, the same, which a program gives as an integer; `pair`, two words;
    - `many`, a tuple of words, and `sentence`, those words joined by blanks;
    - `int`, `flag`; `common`, what the common option of the same name says;
    - `task` and `id`, one number of a task or of something else, `tasks` and `ids`, several.

    `least` and `most` bound an integer, `choices` are the words that a program may choose from,
    separated by `|`, and `completes` names what a shell offers. `stdin` is what a single `-` stands
    for: `text`, all of standard input, or the name of the lines that it is to hold, which are given
    as a list. Only what is `offered` can be set by programs and language models; `alias` is what
    they call it, where not its name.
    """

    name: str
    flags: tuple[str, ...] = ()
    metavar: str | None
    help: str
    kind: str
    default: Any
    least: int | None = None
    most: int | None = None
    choices = ""
    completes = ""
    stdin = ""
    offered = True
    alias = ""

    def but(self, **fields: Any) -> Parameter:
        """Return the same parameter with other values of some fields."""
        return Parameter(**{**self.__dict__, **fields})

    @property
    def takes_many(self) -> bool:
        """Whether it takes any number of words."""
        return self.kind in ("many", "sentence", "tasks", "ids")

    @property
    def is_required(self) -> bool:
        """Whether it has to be given."""
        return self.default is ...


class Tool(_Record):
    """A command as a tool of the MCP server.

    `hint` is what it does: it `reads`; it `adds`; it `settles` (to do it again is an error that
    changes nothing), `changes`, or `sets` (to do it again changes nothing more). `returns`,
    `parameters` and `about` replace those of the command; `fixed` are values that a caller cannot
    choose.
    """

    returns = ""
    parameters: Sequence[Parameter] | None = None
    about = ""
    fixed: Mapping[str, Any] = {}

    def __init__(self, name: str, hint: Hint, **fields: Any) -> None:
        super().__init__(**fields)
        self.name = name
        self.hint = hint


class Declared(_Record):
    """A command: the words that name it, what it calls, and what it takes.

    `returns` names the type of its JSON in `usecases/json_types.py`. `chat` tells whether a
    sentence may become this command. Where `dashes` is True the words keep their `--`.
    """

    path: tuple[str, ...]
    function: Callable[..., Wanted]
    example: str
    parameters: tuple[Parameter, ...]
    returns: str
    tools: Sequence[Tool]
    chat: bool
    dashes: bool

    @property
    def help(self) -> str:
        """The whole help text: what the function's docstring says."""
        from inspect import getdoc  # noqa: PLC0415 - only where help is printed

        return getdoc(self.function) or ""


class GlobalOptions:
    """The common options of one run; what stands later on the line wins."""

    def __init__(self, *, json: bool = False, quiet: bool = False) -> None:
        self.db: str | None = None
        self.user: str | None = None
        self.json = json
        self.quiet = quiet
        self.plain = False

    def take(self, values: dict[str, Any]) -> None:
        """Move the common options out of a command's own values."""
        for one in COMMON:
            value = values.pop(one.name, None)
            if value:
                setattr(self, one.name, value)


class LongRunning:
    """What a command wants that goes on until its user ends it: a countdown, a conversation.

    `run` opens the file only for moments, one turn each, and returns the exit code.
    """

    def __init__(self, run: Callable[[Invocation, GlobalOptions], int]) -> None:
        self.run = run


class CommandLine:
    """A command line as parsed: the command, its values as typed, and the common options.

    `reads_stdin` tells whether a `-` stands for standard input.
    """

    def __init__(
        self,
        command: Declared,
        values: Mapping[str, Any],
        global_options: GlobalOptions,
        *,
        reads_stdin: bool = True,
    ) -> None:
        self.command = command
        self.values = values
        self.global_options = global_options
        self.reads_stdin = reads_stdin

    def wanted(self) -> Wanted:
        """Return what the command wants done. Raises UsageError for values that do not fit."""
        return self.command.function(**self.arguments())

    def arguments(self) -> dict[str, Any]:
        """Return the function's arguments; reads standard input where a `-` asks for it.

        Raises UsageError where that is empty or no text.
        """
        values = {}
        # Options first: of two that read standard input the argument finds it empty.
        for one in reversed(self.command.parameters):
            if one.kind == "common":
                values[one.name] = getattr(self.global_options, one.name)
            else:
                values[one.name] = self._value(one, self.values.get(one.name))
        return values

    def _value(self, one: Parameter, typed: Any) -> Any:
        """Return the value for what was typed, the default where that is None or nothing."""
        if typed is None or typed == ():
            return () if one.takes_many else one.default
        if self.reads_stdin and typed in (STDIN, (STDIN,)) and one.stdin:
            from roma_cli.cli.input import stdin  # noqa: PLC0415 - seldom

            return stdin.text() if one.stdin == "text" else stdin.lines(one.stdin)
        if self.reads_stdin and one.kind in ("tasks", "ids") and STDIN in typed:
            from roma_cli.cli.input import stdin  # noqa: PLC0415 - seldom

            return stdin.words(typed)
        return " ".join(typed) if one.kind == "sentence" else typed


def argument(
    name: str,
    metavar: str | None,
    help: str,  # noqa: A002 - what everybody calls it
    kind: str = "text",
    default: Any = ...,
    **more: Any,
) -> Parameter:
    """Return an argument, required unless it has a default; `more` are fields of `Parameter`."""
    shared = {"metavar": metavar, "help": help, "kind": kind, "default": default}
    return Parameter(name=name, **shared, **more)


def option(
    flags: str,
    metavar: str | None,
    help: str,  # noqa: A002
    kind: str = "text",
    default: Any = None,
    *,
    name: str = "",
    **more: Any,
) -> Parameter:
    """Return an option, named like the first of its flags; a metavar with `|` lists its choices."""
    words = tuple(flags.split())
    if metavar and "|" in metavar:
        more.setdefault("choices", metavar)
    name = name or words[0].lstrip("-").replace("-", "_")
    return argument(name, metavar, help, kind, default, flags=words, **more)


def flag(flags: str, help: str, *, name: str = "", offered: bool = False) -> Parameter:  # noqa: A002
    """Return an option without a value, which programs do not see."""
    return option(flags, None, help, "flag", False, name=name, offered=offered)


def common(name: str) -> Parameter:
    """Return what hands the value of a common option to the command too."""
    return argument(name, "", "", "common", offered=False)


COMMON = (
    option("--db", "PATH", "Data file to use (overrides ROMA_DB)."),
    option("--user", "NAME", "User to act as (overrides ROMA_USER)."),
    flag("--json", "Print JSON."),
    flag("--quiet", "Print only errors to stderr."),
    flag("--plain", "Print plain text, even on a terminal."),
)
"""The options that every command takes."""

DECLARED: dict[tuple[str, ...], Declared] = {}
"""The commands of the modules that are loaded, by their words; see `catalog.load`."""


def command(
    words: str,
    example: str,
    *parameters: Parameter,
    returns: str = "",
    tool: Hint | None = None,
    tools: Sequence[Tool] = (),
    chat: bool | None = None,
    dashes: bool = False,
) -> Callable[[Function], Function]:
    """Return the decorator that declares a command; its function takes the parameters by name.

    `tool` makes it one of the MCP tools, and one that a sentence may become unless `chat` says
    otherwise.
    """
    path = tuple(words.split())
    if tool:
        tools = (Tool("_".join(path), tool), *tools)
    if chat is None:
        chat = bool(tools)

    def declare(function: Function) -> Function:
        DECLARED[path] = Declared(
            path=path,
            function=function,
            example=example,
            parameters=parameters,
            returns=returns,
            tools=tools,
            chat=chat,
            dashes=dashes,
        )
        return function

    return declare

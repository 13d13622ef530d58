"""The fast path: parses simple command lines without Typer, for pipes and prompts.

It decides nothing: it reads the same declarations as the Typer app, without the 60 ms that Typer
takes to load. Whatever it does not fully understand, from a common option to a missing word, it
leaves to Typer, which gives the same bytes and exit code.
"""

from __future__ import annotations

from roma_cli.cli import catalog
from roma_cli.cli.declaration import CommandLine, GlobalOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from roma_cli.cli.declaration import Parameter


def parse(arguments: Sequence[str]) -> CommandLine | None:
    """Return the command line that `arguments` are, or None where Typer has to read them."""
    if not arguments or arguments[0] not in catalog.WORDS:
        return None
    declared = catalog.load(arguments[0])
    command = declared.get(tuple(arguments[:2])) or declared.get(tuple(arguments[:1]))
    if command is None:
        return None
    parts = _split(command.parameters, arguments[len(command.path) :])
    values = None if parts is None else _values(command.parameters, *parts)
    return None if values is None else CommandLine(command, values, GlobalOptions())


def _split(
    parameters: Sequence[Parameter], words: Sequence[str]
) -> tuple[list[str], dict[str, Any]] | None:
    """Return the operands and the options among `words`, or None for what is no such option."""
    options = {name: one for one in parameters for name in one.flags}
    if any(word.startswith("-") and word not in options for word in words):
        return None
    operands: list[str] = []
    values: dict[str, Any] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        one = options.get(word)
        if one is None:
            operands.append(word)
        elif one.kind == "flag":
            values[one.name] = True
        elif not rest or one.kind == "pair":
            return None
        elif one.kind == "many":
            values[one.name] = (*values.get(one.name, ()), rest.pop(0))
        else:
            values[one.name] = rest.pop(0)
    return operands, values


def _values(
    parameters: Sequence[Parameter], operands: list[str], options: dict[str, Any]
) -> dict[str, Any] | None:
    """Return the values of all parameters, or None where one is missing or out of bounds."""
    values = dict(options)
    for one in parameters:
        if operands and not one.flags and one.kind != "common":
            values[one.name] = tuple(operands) if one.takes_many else operands[0]
            operands = [] if one.takes_many else operands[1:]
        if one.name not in values:
            if one.is_required:
                return None
        elif one.kind == "int":
            values[one.name] = _whole_number(one, values[one.name])
            if values[one.name] is None:
                return None
    return None if operands else values


def _whole_number(one: Parameter, text: str) -> int | None:
    """Return a number in bounds, or None for what Typer may read in another way, or refuse."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(one.most))):
        return None
    number = int(text)
    return number if (one.least or 0) <= number <= (one.most or number) else None

"""Every command's declaration fits the function it calls, and names only what there is."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

import pytest

from roma_cli.cli import catalog
from roma_cli.cli.declaration import COMMON, Declared, Parameter, Tool
from roma_cli.cli.input import completion
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS = {" ".join(one.path): one for one in catalog.everything()}
KINDS = ("text", "number", "pair", "many", "sentence", "int", "flag", "common")
IDS = ("task", "id", "tasks", "ids")
TYPES = {
    node.name if isinstance(node, ast.ClassDef) else ast.unparse(node.targets[0])
    for node in ast.parse((REPOSITORY / "roma_cli/usecases/json_types.py").read_text("utf-8")).body
    if isinstance(node, ast.ClassDef | ast.Assign)
}


def _annotations(one: Parameter) -> tuple[str, ...]:
    """Return how a function may annotate a parameter."""
    if one.kind in ("flag", "common"):
        return ("bool",)
    if one.kind in ("tasks", "ids"):
        return ("Ids", "list[str]")
    word = {"int": "int", "pair": "tuple[str, str]", "many": "tuple[str, ...]"}.get(one.kind, "str")
    if one.stdin and one.stdin != "text":
        return (f"{word} | list[str]",)
    return (f"{word} | None",) if one.default is None and one.kind != "many" else (word,)


def _every_parameter() -> Iterator[tuple[Declared, Parameter]]:
    for declared in COMMANDS.values():
        for one in declared.parameters:
            yield declared, one
        for tool in declared.tools:
            for one in tool.parameters or ():
                yield declared, one


@pytest.mark.parametrize("declared", COMMANDS.values(), ids=COMMANDS)
def test_a_function_takes_the_parameters_that_are_declared(declared: Declared) -> None:
    own = dict(inspect.signature(declared.function).parameters)
    rest = [name for name, one in own.items() if one.kind is inspect.Parameter.VAR_KEYWORD]
    for name in rest:
        del own[name]
    for one in declared.parameters:
        if one.name in own:
            assert own.pop(one.name).annotation in _annotations(one), one.name
        else:
            assert rest, f"{one.name} is declared, and not taken"
    assert list(own) == []


def test_a_declaration_has_no_field_that_nothing_reads() -> None:
    for declared, one in _every_parameter():
        assert vars(one).keys() <= set(Parameter.__annotations__) | set(vars(Parameter)), declared
        assert one.kind in (*KINDS, *IDS), (declared.path, one.name)
        assert one.completes in ("", *completion.OFFERS)
        assert one.kind != "int" or None not in (one.least, one.most)
    for declared in COMMANDS.values():
        for tool in declared.tools:
            assert vars(tool).keys() <= {"name", "hint", *vars(Tool)}


def test_no_command_gives_an_option_another_meaning_than_the_common_ones() -> None:
    common = {name for one in COMMON for name in one.flags}
    assert [one.flags for _, one in _every_parameter() if common & set(one.flags)] == []


def test_names_of_tools_are_different_and_their_results_have_a_type() -> None:
    tools = [(declared, tool) for declared in COMMANDS.values() for tool in declared.tools]
    names = [tool.name for _, tool in tools]
    assert len(names) == len(set(names)) >= 30
    named = {tool.returns or declared.returns for declared, tool in tools}
    named |= {declared.returns for declared in COMMANDS.values()} - {""}
    assert {name.removeprefix("list[").removesuffix("]") for name in named} <= TYPES

"""The language model of chat, and the commands it may suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roma_cli.cli import catalog
from roma_cli.cli.printer import say
from roma_cli.usecases.chat.suggestions import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.cli.declaration import Declared, GlobalOptions, Parameter
    from roma_cli.context import Invocation
    from roma_cli.usecases.chat.suggestions import Suggest

VARIABLE = "ROMA_CHAT_MODEL"
"""The model for every conversation on this machine; no setting in the file can name one."""

_NONE = "none"


def suggester(
    invocation: Invocation, name: str | None, global_options: GlobalOptions
) -> Suggest | None:
    """Return the function that asks the model named by `--model` or else by the environment."""
    chosen = (invocation.environ.get(VARIABLE, "") if name is None else name).strip()
    if chosen in ("", _NONE):
        return None

    def suggest(sentence: str, shapes: Sequence[str], moment: str) -> list[str] | None:
        from roma_cli.adapters import llm  # noqa: PLC0415 - only for a sentence that is not understood

        if not global_options.quiet:
            say(f"not understood; asking the model {chosen}")
        try:
            return llm.ask(chosen, sentence, shapes, moment)
        except llm.NoAnswer as why:
            if not global_options.quiet:
                say(f"no answer from the model: {why}")
            return None

    return suggest


def shapes() -> list[Shape]:
    """Return the shapes of all commands that a sentence may become."""
    return [_shape(declared) for declared in catalog.everything() if declared.chat]


def _shape(declared: Declared) -> Shape:
    offered = [one for one in declared.parameters if one.offered]
    arguments = [one for one in offered if not one.flags]
    options = [one for one in offered if one.flags]
    ids: int | None = 0
    choices: list[str] = []
    for first in arguments[:1]:
        ids = {"task": 1, "tasks": None}.get(first.kind, 0)
        choices = first.choices.split("|") if first.choices and first.is_required else []
    return Shape(
        declared.path,
        ids,
        choices,
        {one.flags[0]: one.kind != "flag" for one in options},
        " ".join((*declared.path, *map(_text, (*arguments, *options)))),
    )


def _text(one: Parameter) -> str:
    value = one.choices or str(one.metavar)
    if one.flags:
        value = one.flags[0] if one.kind == "flag" else f"{one.flags[0]} {value}"
        return f"[{value}]{'...' if one.takes_many else ''}"
    return value if one.is_required or value.startswith("[") else f"[{value}]"

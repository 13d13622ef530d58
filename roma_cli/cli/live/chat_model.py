"""The language model of a conversation: whether one is wanted, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roma_cli.cli.printer import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.cli.declaration import GlobalOptions
    from roma_cli.context import Invocation
    from roma_cli.usecases.chat.suggestions import Suggest

VARIABLE = "ROMA_CHAT_MODEL"
"""Names a model for every conversation on this machine; nothing in the file can."""

_NONE = "none"


def suggester(
    invocation: Invocation, name: str | None, global_options: GlobalOptions
) -> Suggest | None:
    """Return what asks the model that is wanted, by `--model` or else by the environment."""
    chosen = (invocation.environ.get(VARIABLE, "") if name is None else name).strip()
    if chosen in ("", _NONE):
        return None

    def suggest(sentence: str, shapes: Sequence[str], moment: str) -> list[str] | None:
        from roma_cli.adapters import llm  # noqa: PLC0415 - only where the rules do not read

        if not global_options.quiet:
            say(f"not understood by rule; asking the model {chosen}")
        try:
            return llm.ask(chosen, sentence, shapes, moment)
        except llm.NoAnswer as why:
            if not global_options.quiet:
                say(f"the model did not help: {why}")
            return None

    return suggest

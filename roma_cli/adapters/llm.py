"""A language model of the user's choice that suggests one command; the only user of `llm`.

It is asked only if the user enabled it, and gets only the sentence, the list of commands, and
the current date: nothing from the data file. Its answer is parsed strictly, and is only a
suggestion (see `usecases.chat.suggestions`).
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING

from roma_cli.adapters.workers import Worker

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

DEFAULT = "default"
"""The name that stands for the default model of `llm`."""

PATIENCE = 60.0
"""Seconds to wait for a model: a local one may have to be loaded first."""

_MOST_TEXT = 10_000
_MOST_WORDS = 60
_MOST_REASON = 200
_FENCED = re.compile(r"```(?:json)?\s*\n(.*)\n\s*```", re.DOTALL)

_SCHEMA = {
    "type": "object",
    "properties": {"command": {"type": "array", "items": {"type": "string"}}},
    "required": ["command"],
    "additionalProperties": False,
}

_TASK = """\
You turn one sentence into one command of roma, a program for tasks and work sessions.
Answer with JSON alone: {{"command": ["task", "add", "Buy milk", "--due", "tomorrow"]}}, the words
of the command, each value a word of its own. If no command fits, answer {{"command": []}}.

{moment}

These are the commands, and no other words and options may be used:
{shapes}

ID is the number of a task if the sentence has one. If not, put the words by which the sentence
names the task in its place as one word, such as "the report", or "it" if it says so; never make
up a number. WHEN is a date or time such as "friday 17:00", "in 3 days" or "2026-03-31 09:00".
HOW is such as "every 2 weeks" or "every month on the 1st". BEFORE is 15m, 30m, 1h, 2h, 1d, 2d
or 1w.
Leave out every option that the sentence does not ask for."""


class NoAnswer(Exception):  # noqa: N818 - reads as what it says
    """A model gave no usable command; the text says why, in one line."""


def ask(name: str, sentence: str, shapes: Sequence[str], moment: str) -> list[str]:
    """Return the words of the command that a model suggests for a sentence.

    Raises NoAnswer if `llm` is not installed, has no such model, fails or takes too long, and if
    the answer is not a command.
    """
    system = _TASK.format(moment=moment, shapes="\n".join(shapes))
    worker = Worker(partial(_answer, name, system, sentence))
    worker.start()
    if not worker.ends_within(PATIENCE):
        raise NoAnswer(f"it took longer than {PATIENCE:g} seconds")
    if worker.problem is not None:
        raise NoAnswer(_reason(worker.problem)) from None
    return _command(worker.result())


def _answer(name: str, system: str, sentence: str) -> str:
    """Return a model's answer, stopped if it gets too long. Raises what `llm` raises."""
    import llm  # noqa: PLC0415 - an extra, and half a second

    model = llm.get_model(None if name == DEFAULT else name)
    schema = _SCHEMA if model.supports_schema else None
    text = ""
    for part in model.prompt(sentence, system=system, schema=schema):
        text += part
        if len(text) > _MOST_TEXT:
            raise NoAnswer("its answer did not end")
    return text


def _reason(problem: BaseException) -> str:
    if isinstance(problem, NoAnswer):
        return str(problem)
    if isinstance(problem, ImportError) and problem.name == "llm":
        return "llm is not installed (pip install 'roma-cli[llm]')"
    reason = " ".join(str(problem.args[0] if problem.args else "").split())
    if len(reason) > _MOST_REASON:
        reason = reason[:_MOST_REASON] + "…"
    return reason or type(problem).__name__


def _command(text: str) -> list[str]:
    """Return the words of an answer, which must be only the requested JSON. Raises NoAnswer."""
    fenced = _FENCED.fullmatch(text.strip())
    try:
        shape: Any = json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError):
        raise NoAnswer("its answer is not the requested JSON") from None
    words = shape.get("command") if isinstance(shape, dict) and len(shape) == 1 else None
    if words == []:
        raise NoAnswer("it knows no command for this")
    if not (
        isinstance(words, list)
        and len(words) <= _MOST_WORDS
        and all(isinstance(word, str) and _is_text(word) for word in words)
    ):
        raise NoAnswer("its answer is not the requested JSON")
    return words


def _is_text(word: str) -> bool:
    """Tell whether a word could have been typed: JSON can hold lone surrogates."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in word

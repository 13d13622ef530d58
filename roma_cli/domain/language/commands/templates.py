"""Sentence templates: their text form, and the nodes a matcher walks.

A text of rows is `example -> pattern` of a command, then the templates of the sentences that
mean it. A template is words, `(a|b c)` for alternatives, `[a]` for what may be left out, `{slot}`
for what is filled in, and `<name>` for a template used in several places. A pattern is the words
of the command, with `{slot}` or `{slot:form}` for a value, `[…]` for what is left out without its
slots, ` else ` before what is taken where a form has no value, and ` | ` between two commands
that the sentence may equally mean. The order of rows and templates decides nothing.
"""

from __future__ import annotations

import re
from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Node = tuple[int, Any, "Node | None"]

WORD, SLOT, BRANCH = range(3)
"""A node is one of these, what it takes, and the node after it; a branch takes any of its nodes."""

_CONTINUED = " " * 8
_SIGNS = re.compile(r"[\[\]()|]|[^\s\[\]()|]+")
_OPTIONAL = re.compile(r"\[[^][]*\]|\{\w+\}")


class Row(namedtuple("Row", "argv example templates changes counts")):
    """A command: its pattern, a sentence that means it, and the templates of all such sentences.

    A pattern that is empty is no command after all. `changes` tells whether it changes anything;
    with `counts` the sentence asks how many there are, and not which.
    """

    __slots__ = ()
    argv: str
    example: str
    templates: tuple[str, ...]
    changes: bool
    counts: bool


def rows(text: str, *, changes: bool) -> tuple[Row, ...]:
    """Return the rows of a text, in any order.

    Templates are indented by four blanks, what goes on from the line before by eight. `count`
    before a pattern asks how many there are, and `nothing` is what has no meaning after all.
    """
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(_CONTINUED):
            lines[-1] += " " + line.strip()
        elif line and not line.startswith("# "):
            lines.append(line)
    found: list[Row] = []
    for line in lines:
        if line[0] == " ":
            found[-1] = found[-1]._replace(templates=(*found[-1].templates, line.strip()))
            continue
        example, _, argv = line.partition(" -> ")
        pattern = "" if argv == "nothing" else argv.removeprefix("count ")
        found.append(Row(pattern, example, (), changes, argv.startswith("count ")))
    return tuple(found)


def expanded(template: str, shared: Mapping[str, str]) -> str:
    """Return a template with the shared ones in their places."""
    while "<" in template:
        name = template[template.index("<") : template.index(">") + 1]
        template = template.replace(name, shared[name[1:-1]])
    return template


def required(template: str) -> frozenset[str]:
    """Return words of which each sentence has one that an expanded template matches.

    They are those of its first part that may not be left out; none if that is a slot.
    """
    while (shorter := _OPTIONAL.sub("", template)) != template:
        template = shorter
    signs = _SIGNS.findall(template)
    depth = 0
    for at, sign in enumerate(signs):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return frozenset(signs[: at + 1]) - frozenset("()|")
    return frozenset()


def compile_template(template: str, kinds: Mapping[str, object]) -> Node | None:
    """Return the first node of an expanded template; a slot takes its name and its kind."""
    alternatives, _ = _parsed(_SIGNS.findall(template), 0)
    return _linked([alternatives], None, kinds)


def _parsed(signs: list[str], at: int) -> tuple[list[list[Any]], int]:
    """Return the alternatives up to a closing bracket, and the place after it.

    An alternative is a list of words, slots and alternatives; it is empty where all may be left
    out.
    """
    alternatives: list[list[Any]] = [[]]
    while at < len(signs):
        sign = signs[at]
        at += 1
        if sign in ")]":
            break
        if sign == "|":
            alternatives.append([])
        elif sign in "([":
            inner, at = _parsed(signs, at)
            alternatives[-1].append([*inner, []] if sign == "[" else inner)
        else:
            alternatives[-1].append(sign)
    return alternatives, at


def _linked(sequence: list[Any], after: Node | None, kinds: Mapping[str, object]) -> Node | None:
    """Return the first node of a sequence, each node knowing what comes after it."""
    for item in reversed(sequence):
        if isinstance(item, list):
            words = frozenset(one[0] for one in item if _is_word(one))
            nodes = [_linked(one, after, kinds) for one in item if not _is_word(one)]
            if words:
                nodes.append((WORD, words, after))
            after = nodes[0] if len(nodes) == 1 else (BRANCH, nodes, None)
        elif item[0] == "{":
            after = (SLOT, (item[1:-1], kinds[item[1:-1]]), after)
        else:
            after = (WORD, frozenset((item,)), after)
    return after


def _is_word(sequence: list[Any]) -> bool:
    return len(sequence) == 1 and isinstance(sequence[0], str) and sequence[0][0] != "{"

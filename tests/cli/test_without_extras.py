"""Without the optional packages: one clear line, and the rest as ever."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from tests.support import Roma

SENTENCE = "kindly see to it that milk is not forgotten"


def test_without_llm_the_rules_answer_and_one_line_says_what_to_install(roma: Roma) -> None:
    roma.inside("today")
    with mock.patch.dict(sys.modules, {"llm": None}):
        said = roma.inside("chat", SENTENCE, "--model", "default")
        understood = roma.inside("chat", "add milk", "--model", "default")
    assert said.code == 2
    assert said.err.splitlines()[:2] == [
        "not understood; asking the model default",
        "no answer from the model: llm is not installed (pip install 'roma-cli[llm]')",
    ]
    assert said.err.splitlines()[2].startswith("error: not understood: try for example ")
    assert (understood.code, understood.err) == (0, "")


def test_without_mcp_one_line_says_what_to_install(roma: Roma) -> None:
    with mock.patch.dict(sys.modules, {"mcp": None}):
        said = roma.inside("mcp")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "error: the MCP server needs the package mcp, which isn't installed\n"
        "hint: pip install '.[mcp]'\n"
    )
    assert not roma.db.exists()

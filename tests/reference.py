"""Writes docs/reference.md: the help of every command, as the program prints it.

Run `python -m tests.reference` after a command was added or changed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.cli import command_tree
from tests.support import REPOSITORY, Roma

PATH = REPOSITORY / "docs" / "reference.md"

HEAD = """\
# Reference

What `--help` says of every command, 80 columns wide. This page is written by
`python -m tests.reference`, and a test compares it with the program.
"""


def text() -> str:
    """Return the whole page."""
    with tempfile.TemporaryDirectory() as folder:
        roma = Roma(Path(folder))
        parts = [HEAD]
        for path, _ in command_tree.tree():
            said = roma.inside(*path, "--help", COLUMNS="80")
            assert said.code == 0, said
            parts.append(f"## {' '.join(('roma', *path))}\n\n```text\n{said.out.rstrip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(text(), encoding="utf-8")

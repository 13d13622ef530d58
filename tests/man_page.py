"""Writes docs/roma.1, the man page, from the declarations of all commands.

Run `python -m tests.man_page` after a command was added or changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roma_cli.cli import catalog
from roma_cli.cli.declaration import COMMON
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.cli.declaration import Declared, Parameter

PATH = REPOSITORY / "docs" / "roma.1"

_HEAD = r"""
'\" t
.\" Written by python -m tests.man_page; a test compares it with the program.
.TH ROMA 1 "" "roma" "User Commands"
.SH NAME
roma \- task list and pomodoro timer for the terminal
.SH SYNOPSIS
.B roma
.RI [ OPTIONS ]
.RI [ COMMAND
.RI [ ARGS ...]]
.SH DESCRIPTION
.B roma
keeps tasks, a work timer and daily counts in one SQLite file. A day begins at the hour that its
user chose, in their time zone. Without a command it shows the day, as
.B roma today
does. Standard output carries data, standard error everything else.
"""

_TAIL = r"""
.SH ENVIRONMENT
.TP
.B ROMA_DB
The file to use, where \-\-db names none.
.TP
.B ROMA_USER
The user, where \-\-user names none.
.TP
.B ROMA_CHAT_MODEL
The model that
.B roma chat
asks where no rule reads a sentence.
.TP
.B ROMA_NOW
An ISO 8601 instant in place of the present moment.
.TP
.B VISUAL\fR, \fBEDITOR
The editor of
.BR "roma task edit" .
.SH FILES
.TP
.I $XDG_DATA_HOME/roma/roma.db
The file, unless another is named;
.B roma data path
prints where it is. Its backups are in a folder beside it.
.SH EXIT STATUS
.TS
tab(|);
r l.
0|success
1|a bug in roma
2|a command line or a value that cannot be understood
3|nothing matched
4|the file is locked
5|the file or the output cannot be written
6|the file is damaged, or no file of roma
7|the file was written by a newer roma
8|saved, but a notification failed
130|interrupted
.TE
"""


def text() -> str:
    """Return the whole page."""
    rows = [".SH OPTIONS", ".TP", r"\fB\-\-version\fR", "Print the version."]
    for one in COMMON:
        rows += _option(one)
    sections = [section for section, _, _ in catalog.WORDS.values()]
    for section in dict.fromkeys(sections):
        rows.append(f".SH {section.upper()}")
        for word, (own, _, _) in catalog.WORDS.items():
            if own == section:
                for declared in catalog.load(word).values():
                    rows += _command(declared)
    return "\n".join((_HEAD.strip(), *rows, _TAIL.strip())) + "\n"


def _command(declared: Declared) -> Iterator[str]:
    arguments = [one for one in declared.parameters if not one.flags and one.kind != "common"]
    options = [one for one in declared.parameters if one.flags]
    usage = " ".join(rf"\fI{_plain(one.metavar or '')}\fR" for one in arguments)
    yield f'.SS "roma {" ".join(declared.path)}{" " if usage else ""}{usage}"'
    for paragraph in declared.help.split("\n\n"):
        yield from (".PP", _plain(" ".join(paragraph.split())))
    for one in arguments:
        yield from (".TP", rf"\fI{_plain(one.metavar or '')}\fR", _plain(one.help))
    for one in options:
        yield from _option(one)
    yield from (".PP", "Example:", ".PP", ".RS", ".EX", _plain(declared.example), ".EE", ".RE")


def _option(one: Parameter) -> Iterator[str]:
    names = ", ".join(rf"\fB{_plain(name)}\fR" for name in reversed(one.flags))
    value = rf" \fI{_plain(one.metavar)}\fR" if one.metavar else ""
    yield from (".TP", names + value, _plain(one.help))


def _plain(text: str) -> str:
    """Return a text that roff prints as it stands."""
    marked = text.replace("\\", r"\e").replace("-", r"\-").replace('"', r"\(dq")
    marked = marked.replace("'", r"\(aq").replace("`", r"\(ga").replace("~", r"\(ti")
    marked = marked.replace("^", r"\(ha").replace("…", "...")
    return re.sub(r"^\.", r"\\&.", marked)


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")

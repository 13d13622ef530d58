"""Output of results: with Rich on a terminal, as aligned text in a pipe, or as JSON.

Data goes to stdout, messages and errors to stderr. Control characters in stored text are made
visible here, in one place, for every form of output.
"""

from __future__ import annotations

import os
import sys

from roma_cli.domain.text import visible
from roma_cli.usecases.result import Line, Raw, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from roma_cli.domain.errors import RomaError
    from roma_cli.usecases.result import Block, Result

_LONGEST_MESSAGE = 500
"""Most characters of an error on stderr: it may quote an argument as long as a file."""


def on_terminal(stream: TextIO | None) -> bool:
    """Return whether `stream` is a real terminal; FORCE_COLOR and the like don't count."""
    return stream is not None and not stream.closed and stream.isatty()


def show(result: Result, *, json: bool = False, plain: bool = False) -> None:
    """Print the data of `result` on stdout."""
    if sys.stdout is None:
        # stdout was closed at the start (`>&-`).
        return
    if json:
        _print_json(result)
    elif plain or not on_terminal(sys.stdout):
        _print_plain(result)
    else:
        from roma_cli.cli.output import rich_screen  # noqa: PLC0415 - Rich, only on a terminal

        rich_screen.show(result)
    sys.stdout.flush()


def say(text: str) -> None:
    """Print one message on stderr, wrapped between words on a narrow terminal."""
    _to_stderr(_for_people(visible(text)) + "\n")


def complain(error: RomaError, *, json: bool = False) -> None:
    """Print an error: `error: …`, then `hint: …` if there is one."""
    if json:
        shape = {"kind": error.kind, "message": error.message, "hint": error.hint or None}
        _to_stderr(_json_text({"error": shape}) + "\n")
        return
    message = visible(error.message)
    if len(message) > _LONGEST_MESSAGE:
        message = message[:_LONGEST_MESSAGE] + "…"
    # A hint is there to be copied, so it is neither truncated nor wrapped.
    hint = f"hint: {visible(error.hint)}\n" if error.hint else ""
    _to_stderr(_for_people(f"error: {message}") + "\n" + hint)


def error_lines(error: RomaError) -> list[str]:
    """Return an error as lines of text: `error: …`, then `hint: …` if there is one."""
    return [f"error: {error.message}", *([f"hint: {error.hint}"] if error.hint else [])]


def _for_people(text: str) -> str:
    """Return a line wrapped to the terminal of stderr, unchanged if it is not a terminal."""
    if not on_terminal(sys.stderr):
        return text
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except OSError:
        return text
    from roma_cli.cli.text_width import folded, width  # noqa: PLC0415 - only on a terminal

    # A terminal without a known width reports 0.
    return folded(text, columns) if 0 < columns < width(text) else text


def _to_stderr(text: str) -> None:
    """Write to stderr; a failure to do so changes no exit code."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def plain_lines(result: Result) -> Iterator[str]:
    """Return a result as lines of plain text, with control characters made visible."""
    for block in result.blocks:
        yield from _block_lines(block)


def _print_plain(result: Result) -> None:
    for block in result.blocks:
        if isinstance(block, Raw) and not on_terminal(sys.stdout):
            sys.stdout.writelines(block.chunks)
        else:
            sys.stdout.write("".join(row + "\n" for row in _block_lines(block)))


def _block_lines(block: Block) -> Iterator[str]:
    if isinstance(block, Line):
        yield "".join(visible(cell.text) for cell in block.cells)
    elif isinstance(block, Raw):
        from roma_cli.cli.text_width import raw_lines  # noqa: PLC0415 - only where it is printed

        yield from raw_lines(block)
    elif isinstance(block, Table):
        yield from _plain_table(block)
    else:
        from roma_cli.cli.output import charts  # noqa: PLC0415
        from roma_cli.usecases.result_charts import Bars, Either, HeatMap  # noqa: PLC0415 - few results have charts

        if isinstance(block, Either):
            for one in block.pipe:
                yield from _block_lines(one)
        elif isinstance(block, (Bars, HeatMap)):
            yield from charts.plain_lines(block)


def _plain_table(table: Table) -> Iterator[str]:
    from roma_cli.cli.text_width import GAP, width  # noqa: PLC0415 - a prompt is one line

    rows = [[visible(cell.text) for cell in row] for row in table.rows]
    if table.heading:
        rows.insert(0, [column.name.upper() for column in table.columns])
    widths = [max((width(row[at]) for row in rows), default=0) for at in range(len(table.columns))]
    gap = " " * GAP
    for row in rows:
        cells = []
        for text, column, wide in zip(row, table.columns, widths, strict=True):
            blanks = " " * (wide - width(text))
            cells.append(blanks + text if column.right else text + blanks)
        yield gap.join(cells).rstrip()


def _print_json(result: Result) -> None:
    from collections.abc import Iterator  # noqa: PLC0415 - only for JSON

    data = result.json()
    if not isinstance(data, Iterator):
        sys.stdout.write(_json_text(data, indent=2) + "\n")
        return
    # A long array is written as it is made, one element per line: all its text at once would
    # take hundreds of megabytes, and an indent ten times as long.
    before = "[\n"
    for one in data:
        sys.stdout.write(before + _json_text(one))
        before = ",\n"
    sys.stdout.write("[]\n" if before == "[\n" else "\n]\n")


def _json_text(shape: object, indent: int | None = None) -> str:
    """Return JSON with letters unchanged and control characters escaped."""
    from json import dumps  # noqa: PLC0415 - only for JSON

    # For a stream that can't encode a letter, Python would write escapes that are not JSON.
    unicode = "utf" in str(getattr(sys.stdout, "encoding", "")).lower()
    text = dumps(shape, ensure_ascii=not unicode, indent=indent)
    if text.isprintable():
        return text
    for character in set(text):
        # JSON itself escapes C0; the line breaks of the indent are the only ones left.
        if character != "\n" and visible(character) != character:
            text = text.replace(character, dumps(character)[1:-1])
    return text

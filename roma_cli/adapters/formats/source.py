"""The source of an import: a stream that can be read again, decoded and split into lines.

Every problem with it becomes one UsageError that names the line.
"""

from __future__ import annotations

import codecs
import os
import shlex
import shutil
import tempfile
from itertools import chain
from typing import TYPE_CHECKING, cast

from roma_cli.domain.errors import UsageError
from roma_cli.domain.transfer.interchange import Loss, name_uuid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO, TypeAlias

    Report: TypeAlias = Callable[[Loss], None]
    """Called with each loss."""
    Lose: TypeAlias = Callable[[str, str], None]
    """The same for one record: called with the field and the reason."""

CHUNK = 64 * 1024
LONGEST_RECORD = 64 * 1024 * 1024
"""Longest record or line in characters; longer ones are not held in memory."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Source:
    """A seekable stream of bytes, with its path (None for standard input) and its name in messages.

    `done` is how many of its `size` bytes were read since the last start. If set, `watch` is called
    with both as they change, and `seal` before the import is committed.
    """

    def __init__(self, stream: BinaryIO, path: str | None, name: str) -> None:
        self.stream = stream
        self.path = path
        self.name = name
        self.done = 0
        self.size = stream.seek(0, os.SEEK_END)
        self.watch: Callable[[int, int], None] | None = None
        self.seal: Callable[[], None] | None = None

    def head(self, size: int) -> bytes:
        """Return the first bytes, and rewind."""
        self.rewind()
        head = self.stream.read(size)
        self.rewind()
        return head

    def rewind(self) -> None:
        """Go back to the start."""
        self.stream.seek(0)
        self.done = 0

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the start, in chunks."""
        self.rewind()
        while chunk := self.stream.read(CHUNK):
            self.done += len(chunk)
            if self.watch is not None:
                self.watch(self.done, self.size)
            yield chunk

    def text(self) -> Iterator[str]:
        """Yield the text from the start, in chunks, decoded strictly, without byte order mark.

        UTF-8, or UTF-16 if it has that byte order mark. Raises UsageError for other encodings.
        """
        encoding = _encoding(self.head(4))
        decoder = codecs.getincrementaldecoder(encoding)()
        line = 1
        for chunk in chain(self.chunks(), (b"",)):
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += chunk[: error.start].count(b"\n")
                raise self._undecodable(encoding, line, error) from None
            line += text.count("\n")
            if "\x00" in text:
                raise self.wrong(line, "the file contains NUL bytes, so it is not text")
            if text:
                yield text

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield each line with its number from 1, without its line end (LF, CRLF or CR).

        Raises UsageError like `text`, and for a line that is too long.
        """
        number = 0
        for lines in self.whole_lines():
            for one in _ends(lines).removesuffix("\n").split("\n"):
                number += 1
                yield number, one

    def whole_lines(self) -> Iterator[str]:
        """Yield the text in chunks of one or more complete lines with their line ends.

        Raises UsageError like `text`, and for a line that is too long.
        """
        line = 1
        held: list[str] = []
        size = 0
        half = ""
        for chunk in self.text():
            text = half + chunk
            # A CR at the end of a chunk may be the first half of a CRLF.
            half = "\r" if text.endswith("\r") else ""
            text = text.removesuffix("\r")
            cut = max(text.rfind("\n"), text.rfind("\r")) + 1
            if cut:
                whole = "".join((*held, text[:cut]))
                line += whole.count("\n") or whole.count("\r")
                yield whole
                held, size = [], 0
            held.append(text[cut:])
            size += len(text) - cut
            if size > LONGEST_RECORD:
                raise self.wrong(line, f"the line is longer than {LONGEST_RECORD} characters")
        if rest := "".join((*held, half)):
            yield rest

    def wrong(self, line: int, what: str) -> UsageError:
        """Return an error with the text `what` for a line of this source."""
        return UsageError(f"{self.name}, line {line}: {what}", "roma data import --help")

    def _undecodable(self, encoding: str, line: int, error: UnicodeDecodeError) -> UsageError:
        byte = error.object[error.start : error.start + 1].hex()
        name = "UTF-16" if encoding == "utf-16" else "UTF-8"
        wrong = self.wrong(line, f"the byte 0x{byte} is not valid {name}")
        if name == "UTF-8" and self.path is not None:
            path = shlex.quote(self.path)
            wrong.hint = f"iconv -f WINDOWS-1252 -t UTF-8 {path} | roma data import -"
        return wrong


def opened(path: str, standard_input: BinaryIO | None) -> Source:
    """Return the source at `path`, or standard input for `-`. The caller closes its stream.

    An input that can't be read twice, such as a pipe, is copied into an unnamed file first. Raises
    UsageError if it can't be read.
    """
    hint = "roma data import --help"
    if path == "-":
        if standard_input is None:
            raise UsageError("standard input is closed", hint)
        return Source(_copied(standard_input), None, "standard input")
    try:
        stream = open(path, "rb")  # noqa: SIM115 - the caller closes it
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"can't read {path}: {reason.lower()}", hint) from None
    if stream.seekable():
        return Source(stream, path, path)
    with stream:
        return Source(_copied(stream), None, path)


def _copied(stream: BinaryIO) -> BinaryIO:
    copy = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
    try:
        shutil.copyfileobj(stream, copy)
    except OSError as error:
        copy.close()
        raise UsageError(
            f"can't read to the end: {(error.strerror or 'unknown reason').lower()}"
        ) from None
    return copy


class Ids:
    """IDs for records without one: made from a key and a counter of records with that key."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._seen: dict[str, int] = {}

    def peek(self, key: str) -> str:
        """Return the id that `next` would return."""
        return name_uuid(self._form, key, self._seen.get(key, 0) + 1)

    def next(self, key: str) -> str:
        """Return the id of the next record with this key."""
        uuid = self.peek(key)
        self._seen[key] = self._seen.get(key, 0) + 1
        return uuid


def of_record(record: str, report: Report) -> Lose:
    """Return a function that reports the losses of one record."""
    return lambda field, reason: report(Loss(record, field, reason))


def head_text(head: bytes) -> str:
    """Decode a head for `looks_like`, like `Source.text`.

    Stops at the first invalid byte, so a head may end inside a character.
    """
    decoder = codecs.getincrementaldecoder(_encoding(head))()
    try:
        return decoder.decode(head)
    except UnicodeDecodeError as error:
        return head[: error.start].decode("utf-8-sig") if error.encoding == "utf-8" else ""


def _encoding(head: bytes) -> str:
    return "utf-16" if head.startswith(_UTF_16) else "utf-8-sig"


def _ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")

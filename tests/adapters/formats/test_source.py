"""Bytes from anywhere become text and lines, or one error that names the place."""

from __future__ import annotations

import io
import os
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.adapters.formats import source as sources
from roma_cli.domain.errors import UsageError
from tests.adapters.formats.given import source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"one", ["one"]),
        (b"one\n", ["one"]),
        (b"one\ntwo", ["one", "two"]),
        (b"one\r\ntwo\r\n", ["one", "two"]),  # Windows
        (b"one\rtwo\r", ["one", "two"]),  # the Macintosh of old
        (b"one\n\n\ntwo\n", ["one", "", "", "two"]),
        (b"\n", [""]),
        (b"\xef\xbb\xbfone\n", ["one"]),  # a byte order mark is no letter
        ("é\u2028x\x85y\x0bz\n".encode(), ["é\u2028x\x85y\x0bz"]),  # these end no line of a file
        (b"\xff\xfe" + "one\r\ntwo".encode("utf-16-le"), ["one", "two"]),
        (b"\xfe\xff" + "one\ntwo".encode("utf-16-be"), ["one", "two"]),
    ],
)
def test_lines_are_told_whatever_ends_them_and_in_the_encodings_that_name_themselves(
    data: bytes, lines: list[str]
) -> None:
    assert list(source(data).lines()) == list(enumerate(lines, 1))


@given(st.text("ab\r\né", max_size=60), st.integers(1, 7))
def test_where_pieces_end_makes_no_difference(text: str, size: int) -> None:
    one = source(text)
    whole = list(one.lines())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "CHUNK", size)
        assert list(one.lines()) == whole
    assert [line for _, line in whole] == (
        text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
        if text
        else []
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"one\ntwo\xfc\n", "line 2: the byte 0xfc is not valid UTF-8"),  # Latin-1
        (b"one\n\xc3", "line 2: the byte 0xc3 is not valid UTF-8"),  # cut inside a letter
        (b"\xff\xfea\x00\n\x00x", "line 2: the byte 0x78 is not valid UTF-16"),
        (b"one\n\x00\x00", "line 2: the file contains NUL bytes, so it is not text"),
        (
            b"o\x00n\x00e\x00",
            "line 1: the file contains NUL bytes, so it is not text",
        ),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        list(source(data, "tasks.txt").lines())
    assert refused.value.message == f"tasks.txt, {said}"


def test_a_line_without_an_end_is_not_held_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LONGEST_RECORD", 100_000)
    with pytest.raises(UsageError, match="line 2: the line is longer than 100000 characters"):
        list(source(b"one\n" + b"x" * 300_000).lines())


def test_a_long_line_takes_time_as_it_grows_and_not_as_its_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sources, "CHUNK", 100)
    began = time.process_time()
    [(_, line)] = source(b"x" * 4_000_000).lines()
    assert len(line) == 4_000_000
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (b"\xef\xbb\xbf[{", "[{"),
        ("né".encode()[:-1], "n"),  # a head may end inside a letter
        (b"a\xfcb", "a"),
        (b"\xff\xfe[\x00{\x00", "[{"),
        (b"\xff\xfe[", ""),
    ],
)
def test_the_text_of_a_head_ends_where_it_is_none(head: bytes, text: str) -> None:
    assert sources.head_text(head) == text


def test_a_source_can_be_read_again_and_tells_how_far_it_is() -> None:
    one = source(b"x" * 100)
    told: list[tuple[int, int]] = []
    one.watch = lambda done, size: told.append((done, size))
    assert one.head(3) == b"xxx"
    assert b"".join(one.chunks()) == b"".join(one.chunks())
    assert told == [(100, 100)] * 2


def test_a_pipe_is_copied_so_that_it_can_be_read_twice() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"[]")
    os.close(writer)
    try:
        if not os.path.exists(f"/dev/fd/{reader}"):
            pytest.skip("this system names no open files")
        opened = sources.opened(f"/dev/fd/{reader}", None)
    finally:
        os.close(reader)
    with opened.stream:
        assert opened.head(9) == opened.head(9) == b"[]"


def test_standard_input_is_a_dash() -> None:
    opened = sources.opened("-", io.BytesIO(b"[]"))
    with opened.stream:
        assert (opened.head(9), opened.path, opened.name) == (b"[]", None, "standard input")


@pytest.mark.parametrize("path", ["nowhere.json", "", ".", "a\x00b", "x" * 5000])
def test_what_cannot_be_read_is_one_line(path: str, tmp_path: Path) -> None:
    at = path if "\x00" in path or not path else str(tmp_path / path)
    with pytest.raises(UsageError, match=r"^can't read ") as refused:
        sources.opened(at, None)
    assert "\n" not in refused.value.message

"""JSON from other programs, one record at a time; what is wrong with it is one line."""

from __future__ import annotations

import json
import tracemalloc
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.adapters.formats import source as sources
from roma_cli.adapters.formats.json import stream
from roma_cli.domain.errors import UsageError
from tests.adapters.formats.given import source

if TYPE_CHECKING:
    from collections.abc import Iterator


def _values(data: str | bytes) -> list[object]:
    return [value for _, value in stream.json_stream(source(data, "f.json"))]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("[]", []),
        ("", []),
        (" \n ", []),
        ('[{"a":1},{"a":2}]', [{"a": 1}, {"a": 2}]),
        ('[\n{"a":1},\r\n{"a":2}\n]\n', [{"a": 1}, {"a": 2}]),
        ('{"a":1}\n{"a":2}\n', [{"a": 1}, {"a": 2}]),  # one a line, as many logs are
        ('{"a":1},\n{"a":2}', [{"a": 1}, {"a": 2}]),  # as old exports were
        ('{"a":[1,2]}', [{"a": [1, 2]}]),
        ("[[1,2],[3]]", [[1, 2], [3]]),
        ('["]","\\\\","{"]', ["]", "\\", "{"]),
        ("[1 , 22,3.5,-1e3 ]", [1, 22, 3.5, -1000.0]),
        ("12 34", [12, 34]),
        ('["\\ud83d\\ude00"]', ["😀"]),
    ],
)
def test_records_come_from_an_array_or_one_after_another(text: str, values: list[object]) -> None:
    assert _values(text) == values


def test_each_record_comes_with_its_line() -> None:
    text = '\n[\n{"a":\n1},\n\n{"a":2}]'
    assert list(stream.json_stream(source(text))) == [(3, {"a": 1}), (6, {"a": 2})]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a":1}', "line 1: the file is truncated: its array does not end"),
        ('[\n{"a":1},\n{"a":"x', "line 3: the file is truncated in the middle of a record"),
        ('[{"a":"x}]', "line 1: the file is truncated in the middle of a record"),
        ('[{"a":{"b":[1]}', "line 1: the file is truncated in the middle of a record"),
        (
            '[{"a":tru}]',
            "line 1: invalid JSON at column 7 (expecting value)",
        ),  # near the end
        ('[{"a":01}]\n', "line 1: invalid JSON at column 8 (expecting ',' delimiter)"),
        ('[\n{"a":tr', "line 2: the file is truncated in the middle of a record"),
        ('[{"a":1},]', "line 1: a record is missing after the comma"),
        ('[{"a":1} {"a":2}]', "line 1: a comma is missing between two records"),
        ("[1] 2", "line 1: there is text after the end of the array"),
        ('[\n{"a" 1, "b": "and so on, and on and on"}]', "line 2: invalid JSON at column 6"),
        ('[{"a":NaN}]', "line 1: NaN is not a number in JSON"),
        ('[{"a":-Infinity}]', "line 1: -Infinity is not a number in JSON"),
        ('[{"a":1e999}]', "line 1: the number 1e999 is too large"),
        ('[{"a":9223372036854775808}]', "is beyond 64 bits"),
        ('[{"a":' + "9" * 5000 + "}]", "is beyond 64 bits"),
        ("[" * 102 + "]" * 102, "is nested more than 100 levels deep"),
        ("[" * 100_000, "is nested more than 100 levels deep"),
        ('[{"a":' * 5000 + "1" + "}]" * 5000, "is nested more than 100 levels deep"),
    ],
    ids=lambda text: text[:30],
)
def test_what_is_wrong_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        _values(text)
    assert said in refused.value.message
    assert refused.value.message.startswith("f.json, line ")


def test_as_deep_as_is_allowed_is_read() -> None:
    assert _values("[" * 101 + "]" * 101)


@given(
    st.lists(
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.integers(-9, 99), st.text(max_size=9)),
            lambda inside: st.one_of(
                st.lists(inside, max_size=3), st.dictionaries(st.text(max_size=3), inside)
            ),
            max_leaves=8,
        ),
        max_size=6,
    ),
    st.integers(1, 9),
    st.sampled_from([None, 1]),
)
def test_it_reads_what_json_does_wherever_the_pieces_end(
    values: list[object], size: int, indent: int | None
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "CHUNK", size)
        assert _values(json.dumps(values, indent=indent, ensure_ascii=False)) == values


@given(st.text('[]{}:,"\\ 1eaN', max_size=20))
def test_any_text_is_values_or_one_usage_error(text: str) -> None:
    with suppress(UsageError):
        _values(text)


def test_memory_does_not_grow_with_the_number_of_records() -> None:
    record = json.dumps({"title": "x" * 200}).encode()

    def peak(number: int) -> int:
        one = source(b"[" + b",\n".join([record] * number) + b"]")
        tracemalloc.start()
        for _ in stream.json_stream(one):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(20_000) < 1.5 * peak(2000)


def test_a_title_of_ten_megabytes_is_read_without_trying_it_again_and_again() -> None:
    pieces = 0

    class Counted(sources.Source):
        def chunks(self) -> Iterator[bytes]:
            nonlocal pieces
            for chunk in super().chunks():
                pieces += 1
                yield chunk

    one = source(json.dumps([{"title": "x" * 10_000_000}]))
    reader = stream.Reader(Counted(one.stream, None, "f"))
    tries = 0
    decode = reader._decoder.raw_decode

    def counted(s: str, idx: int = 0) -> tuple[Any, int]:
        nonlocal tries
        tries += 1
        return decode(s, idx)

    reader._decoder.raw_decode = counted  # type: ignore[method-assign]  # to count the calls
    reader.upcoming()
    reader.step()
    _, value = reader.value()
    assert value == [{"title": "x" * 10_000_000}][0]
    assert (tries, pieces) < (12, 200)

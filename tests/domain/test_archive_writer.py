"""Lines of roma's own JSON are what `json` itself would write of the same rows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.domain.transfer.archive import schema as archive_schema
from roma_cli.domain.transfer.archive import writer as archive_writer

WORDS = st.text(
    st.sampled_from('aé"\\:,{}[]0 1-\x7f\t☕'),
    max_size=6,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**19), 10**19) | st.floats() | WORDS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(WORDS, inside, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(WORDS, VALUES, max_size=4)


def in_line(column: str, text: str) -> str:
    """Return what stands in a line for a column's JSON."""
    table = {"event_data": "audit_log_entries", "data": "task_extras"}[column]
    names = archive_schema.TABLES[table].names
    line = archive_writer.writer(table)([text if name == column else None for name in names])
    before = "".join(f'"{name}":null,' for name in names[: names.index(column)])
    after = "".join(f',"{name}":null' for name in names[names.index(column) + 1 :])
    return line.removeprefix(f'{{{before}"{column}":').removesuffix(after + "}")


def expected(column: str, text: str) -> str:
    """Return the same without any short way."""
    value = archive_schema.json_object(text)
    if value is None or archive_schema.json_text(column, value) != text:
        return json.dumps(text, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("column", ["event_data", "data"])
def test_json_is_json_only_if_it_would_be_written_again_just_so(column: str) -> None:
    """Texts of one shape follow each other, with one letter in the wrong place at a time."""

    @given(OBJECTS, st.data())
    def holds(value: dict[str, Any], data: st.DataObject) -> None:
        text = archive_schema.json_text(column, value)
        assert in_line(column, text) == expected(column, text)
        for _ in range(8):
            at = data.draw(st.integers(0, len(text)))
            new = data.draw(
                st.sampled_from(["", '"', "\\", ",", ":", "{", "}", " ", "0", "-", "é"])
            )
            other = text[:at] + new + text[at + data.draw(st.integers(0, 2)) :]
            assert in_line(column, other) == expected(column, other)

    holds()


ODD = [
    '{"a":1,"b":"x"}',
    '{"a":-0,"b":"x"}',  # written again without its sign
    '{"a":007,"b":"x"}',  # no number
    '{"a":1,"a":2}',  # one of them would be lost
    '{"x:1,y":1,"x:2,y":2}',  # keys that look like values
    '{"x:1,y":1,"x:1,y":2}',
    '{"x:"q",y":1}',  # a string that ends too early
    '{"a:":"}x"}',  # a colon at the end of a key
    '{"a":"b\nc"}',  # a line's end as itself
    '{"a":"b c"}',
    '{"a": "bc"}',  # a blank between
    '{"a":1234567890123456789}',  # nobody could keep it
    '{"a":1.50}',
    '[{"a":1}]',
    '{"a":"é"}',
]


@pytest.mark.parametrize("column", ["event_data", "data"])
def test_odd_json_too(column: str) -> None:
    for text in (*ODD, *reversed(ODD)):
        assert in_line(column, text) == expected(column, text), text

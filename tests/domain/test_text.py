"""What people type may be stored as it is, and shown without driving the terminal."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.domain.errors import UsageError
from roma_cli.domain.text import plural, storable, visible, whole_number

BIDIRECTIONAL = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param("  Pay rent \n", "Pay rent", id="trimmed"),
        pytest.param("a\u00a0", "a", id="no-break-space-is-trimmed-too"),
        pytest.param("a  b", "a  b", id="blanks-inside-stay"),
        pytest.param("[bold]x[/bold]", "[bold]x[/bold]", id="markup-stays"),
        pytest.param("a\x1b[31mb", "a\x1b[31mb", id="control-characters-stay-as-given"),
        pytest.param("e\u0301", "e\u0301", id="not-normalised"),
        pytest.param("\U0001f468\u200d\U0001f33e", "\U0001f468\u200d\U0001f33e", id="emoji"),
        pytest.param("\u0643\u062a\u0627\u0628", "\u0643\u062a\u0627\u0628", id="arabic"),
    ],
)
def test_text_is_stored_exactly_as_given_but_trimmed(typed: str, stored: str) -> None:
    assert storable(typed, "the title", least=1, most=255) == stored


def test_a_limit_counts_characters_after_trimming_and_not_bytes() -> None:
    assert storable(" " + "\U0001f345" * 5 + " ", "the title", least=1, most=5)
    with pytest.raises(UsageError, match=r"^the title has 6 characters; at most 5 are allowed$"):
        storable("\u00e4" * 6, "the title", least=1, most=5)


@pytest.mark.parametrize("blank", ["", "   ", "\t\r\n", "\u3000", "\u2028"])
def test_blank_text_is_refused_where_something_is_needed(blank: str) -> None:
    with pytest.raises(UsageError, match=r"^the title is blank$"):
        storable(blank, "the title", least=1, most=5)
    assert storable(blank, "the description", least=0, most=5) == ""


def test_a_nul_is_refused_because_sqlite_stops_reading_at_it() -> None:
    with pytest.raises(UsageError, match=r"^the title contains a NUL character$"):
        storable("a\x00b", "the title", least=1, most=5)


@pytest.mark.parametrize("text", ["\ud800", "a\udcff", "\udfff z"])
def test_bytes_that_were_no_utf_8_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"^the title is not valid UTF-8$"):
        storable(text, "the title", least=1, most=5)


@given(st.text())
def test_what_was_stored_is_stored_again_unchanged(text: str) -> None:
    try:
        once = storable(text, "the title", least=0, most=10_000)
    except UsageError:
        return
    assert storable(once, "the title", least=0, most=10_000) == once


def test_no_character_that_drives_a_terminal_is_shown_as_itself() -> None:
    shown = [
        f"U+{code:04X}"
        for code in range(sys.maxunicode + 1)
        if (
            unicodedata.category(chr(code)) in {"Cc", "Cs", "Zl", "Zp"}
            or chr(code) in BIDIRECTIONAL
        )
        and not visible(chr(code)).isascii()
    ]
    assert shown == []
    escaped = [visible(chr(code)) for code in (*range(0x20), *range(0x7F, 0xA0))]
    assert all(text.isprintable() and text.startswith("\\") for text in escaped)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\e[2J"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x07", "\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202etxt.exe", "\\u202etxt.exe"),
        ("\u200b", "\\u200b"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
    ],
    ids=["escape", "white-space", "bell", "c1-csi", "bidi", "zero-width", "tag", "surrogate"],
)
def test_a_character_that_drives_a_terminal_is_written_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "plain words, [brackets] and \\backslashes",
        "\u00dcbergr\u00f6\u00dfe",
        "\u0928\u092e\u0938\u094d\u0924\u0947",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "no\u00a0break",
        "\u2764\ufe0f",
    ],
    ids=["ascii", "latin", "devanagari", "emoji-zwj", "persian-zwnj", "nbsp", "variation"],
)
def test_what_people_write_is_shown_as_they_wrote_it(text: str) -> None:
    assert visible(text) == text


@given(st.text())
def test_showing_text_loses_no_character_that_is_harmless(text: str) -> None:
    harmless = "".join(character for character in text if character.isprintable())
    assert visible(harmless) == harmless
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", 0),
        ("15", 15),
        (" 15\n", 15),
        ("-3", -3),
        ("-0", 0),
        ("0015", 15),
        ("999999999999999", 999999999999999),
        ("1000000000000000", None),
        ("", None),
        ("-", None),
        ("--3", None),
        ("+3", None),
        ("1.5", None),
        ("1e3", None),
        ("1_000", None),
        ("1 000", None),
        ("- 3", None),
        ("\u0663", None),
        ("\u00b2", None),
        ("ten", None),
    ],
)
def test_a_whole_number_is_ascii_digits_with_at_most_a_minus(
    typed: str, number: int | None
) -> None:
    assert whole_number(typed) == number


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 tasks"), (1, "1 task"), (2, "2 tasks"), (-1, "-1 tasks")]
)
def test_one_is_singular_and_all_else_plural(number: int, text: str) -> None:
    assert plural(number, "task") == text

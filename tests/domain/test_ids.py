"""Task numbers as they are typed."""

from __future__ import annotations

import pytest

from roma_cli.domain.errors import BadValue, UsageError
from roma_cli.domain.ids import parse_ids


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        pytest.param(["3"], [3], id="one"),
        pytest.param(["8", "3", "5"], [8, 3, 5], id="several-in-the-order-typed"),
        pytest.param(["3-7"], [3, 4, 5, 6, 7], id="a-range-with-both-ends"),
        pytest.param(["5-5"], [5], id="a-range-of-one"),
        pytest.param(["4", "3-5", "4"], [4, 3, 5], id="each-once"),
        pytest.param(["#3"], [3], id="as-it-is-written-in-a-list"),
        pytest.param([" 12 "], [12], id="blanks-around"),
        pytest.param(["007"], [7], id="leading-zeros"),
        pytest.param(["999999999999999"], [999999999999999], id="more-than-any-file-holds"),
        pytest.param([], [], id="none"),
    ],
)
def test_numbers_and_ranges_name_tasks(words: list[str], ids: list[int]) -> None:
    assert parse_ids(words) == ids


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("", id="nothing"),
        pytest.param("0", id="ids-begin-at-1"),
        pytest.param("-3", id="negative"),
        pytest.param("3-", id="range-without-an-end"),
        pytest.param("-", id="a-dash-alone"),
        pytest.param("0-3", id="range-from-zero"),
        pytest.param("3--5", id="two-dashes"),
        pytest.param("3-5-7", id="three-ends"),
        pytest.param("3,5", id="comma"),
        pytest.param("1.0", id="decimal"),
        pytest.param("1e3", id="exponent"),
        pytest.param("0x1f", id="hexadecimal"),
        pytest.param("1_000", id="pythons-underscore"),
        pytest.param("+3", id="plus"),
        pytest.param("three", id="a-word"),
        pytest.param("\u0663", id="arabic-indic-digit"),
        pytest.param("\uff13", id="full-width-digit"),
        pytest.param("\u00b3", id="superscript"),
        pytest.param("9" * 400, id="longer-than-sqlite-counts"),
    ],
)
def test_a_word_that_is_not_an_id_is_refused(word: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_ids(["1", word])
    assert caught.value.message == (
        f"'{word}' is not an ID: IDs are numbers such as 3, or ranges such as 3-7"
    )


def test_a_backwards_range_is_refused_with_the_right_order() -> None:
    with pytest.raises(BadValue, match="'7-3' is backwards: type 3-7") as caught:
        parse_ids(["7-3"])
    assert (caught.value.text, caught.value.readings) == ("7-3", ["3-7"])


@pytest.mark.parametrize("words", [["1-99999999"], ["1-100001"], ["1-60000", "60001-120000"]])
def test_a_slip_that_names_a_hundred_thousand_tasks_is_refused(words: list[str]) -> None:
    with pytest.raises(UsageError, match="more than 100000 IDs"):
        parse_ids(words)


def test_a_hundred_thousand_tasks_can_be_named_at_once() -> None:
    assert len(parse_ids(["1-100000"])) == 100_000

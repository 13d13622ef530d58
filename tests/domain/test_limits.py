"""What other programs keep is fitted to roma's limits, and every cut is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.domain import task as task_rules
from roma_cli.domain.due import Due
from roma_cli.domain.transfer import limits
from roma_cli.domain.transfer.interchange import ExternalReminder, ExternalTask, Loss

LONG = "word " * 100


def _fitted(**fields: Any) -> tuple[dict[str, Any], list[str]]:
    losses: list[Loss] = []
    one = ExternalTask(**{"uuid": "u", "title": "Call", **fields})
    columns = limits.plain_columns(one, limits.Fitter(one, losses.append))
    return columns, [f"{loss.field}: {loss.reason}" for loss in losses]


def test_what_fits_is_left_as_it_is_and_nothing_is_named() -> None:
    columns, losses = _fitted(
        title="  Réserver ☕ \x1b[bold]\t ",
        description="a\nb",
        due=Due(None, date(2026, 3, 8)),
        tags=("a", "#B"),
        project="home.garden",
        wait_until=5,
        estimate=1000,
        reminders=(ExternalReminder(5), ExternalReminder(None, 3600)),
    )
    assert not losses
    assert columns == {
        "title": "Réserver ☕ \x1b[bold]",
        "description": "a\nb",
        "due_date": None,
        "due_day": "2026-03-08",
        "priority": "medium",
        "tags": "#a #B",
        "tag_keys": "#a #b",
        "project": "home.garden",
        "wait_until": 5,
        "estimate": 1000,
        "repeat_from": "due",
        "reminder_offset": "1 hour",
    }


@pytest.mark.parametrize(
    ("fields", "column", "kept", "said"),
    [
        ({"title": " \t"}, "title", "(no title)", "title: it was blank"),
        ({"title": "a\x00b"}, "title", "ab", "title: NUL characters were left out"),
        ({"title": "a?\ud800b"}, "title", "a?\ufffdb", "title: what is no text became \ufffd"),
        ({"priority": "urgent"}, "priority", "medium",
         "priority: roma knows low, medium and high, not 'urgent'"),
        ({"estimate": 1001}, "estimate", None, "estimate: an estimate is 1 to 1000 sessions"),
        ({"estimate": 0}, "estimate", None, "estimate: an estimate is 1 to 1000 sessions"),
        ({"due": Due(-1, None)}, "due_date", None, "due: outside the years 1970 to 9989"),
        ({"due": Due(2**62, None)}, "due_date", None, "due: outside the years 1970 to 9989"),
        ({"due": Due(None, date(1, 1, 1))}, "due_day", None, "due: outside the years 1970 to 9989"),
        ({"due": Due(None, date.max)}, "due_day", None, "due: outside the years 1970 to 9989"),
        ({"wait_until": -5}, "wait_until", None, "wait_until: outside the years 1970 to 9989"),
        ({"project": "p" * 101}, "project", "p" * 99 + "…",
         "project: cut from 101 to 100 characters"),
        ({"project": "  "}, "project", None, None),
        ({"tags": ("a b",)}, "tags", "#a-b", "tags: the tag 'a b' has spaces; they became dashes"),
        ({"tags": ("t" * 50,)}, "tags", "#" + "t" * 49,
         f"tags: the tag '{'t' * 50}' was cut to 49 characters"),
        ({"tags": ("a", "A", "#a", "#", "")}, "tags", "#a", None),  # one and the same, or none
        ({"tags": tuple("abcdefghijk")}, "tags", "#a #b #c #d #e #f #g #h #i #j",
         "tags: 'k' is beyond the 10 tags a task may have"),
        ({"description": "d" * 10_001}, "description", "d" * 9999 + "…",
         "description: cut from 10001 to 10000 characters"),
    ],
)  # fmt: skip
def test_what_does_not_fit_gives_way_and_is_named(
    fields: dict[str, Any], column: str, kept: object, said: str | None
) -> None:
    columns, losses = _fitted(**fields)
    assert columns[column] == kept
    assert losses == ([] if said is None else [said])


def test_a_long_title_is_kept_whole_at_the_head_of_the_description() -> None:
    title = LONG.strip()
    columns, losses = _fitted(title=LONG, description="more")
    assert columns["title"] == title[:254] + "…"
    assert columns["description"] == title + "\n\nmore"
    assert losses == ["title: over 255 characters: cut, and the whole of it put in the description"]
    assert limits.full_title(columns["title"], columns["description"]) == (title, "more")


@pytest.mark.parametrize(
    ("title", "description"),
    [("Call", "Call\n\nmore"), ("x" * 254 + "…", "other"), ("x" * 254 + "…", "x" * 254)],
)
def test_a_title_that_was_never_cut_stays(title: str, description: str) -> None:
    assert limits.full_title(title, description) == (title, description)


def test_a_title_of_ten_megabytes_fits_in_the_end() -> None:
    columns, losses = _fitted(title="x" * 10_000_000)
    assert (len(columns["title"]), len(columns["description"])) == (255, 10_000)
    assert len(losses) == 2


@given(
    st.text(max_size=300),
    st.lists(st.text(max_size=60), max_size=14),
    st.one_of(st.none(), st.text(max_size=120)),
)
def test_whatever_comes_in_could_have_been_typed(
    title: str, words: list[str], project: str | None
) -> None:
    columns, _ = _fitted(title=title, tags=tuple(words), project=project)
    assert task_rules.clean_title(columns["title"]) == columns["title"]
    assert task_rules.clean_description(columns["description"]) == columns["description"]
    kept = columns["tags"].split(" ") if columns["tags"] else []
    assert task_rules.tag_columns(kept) == {
        "tags": columns["tags"],
        "tag_keys": columns["tag_keys"],
    }


@pytest.mark.parametrize(
    ("words", "part_of", "kept", "field"),
    [
        ("every 2 wks on Mon", None, "every 2 weeks on mon", None),
        ("none", None, "none", None),
        ("every 4 hours", None, "none", "recurrence"),
        ("daily", "parent", "none", "recurrence"),
    ],
)
def test_a_repeat_is_put_in_our_own_words_or_named(
    words: str, part_of: str | None, kept: str, field: str | None
) -> None:
    losses: list[Loss] = []
    one = ExternalTask("u", "Call", recurrence=words, part_of=part_of)
    assert limits.repeat_words(one, limits.Fitter(one, losses.append)) == kept
    assert [loss.field for loss in losses] == ([field] if field else [])


def test_a_record_is_called_by_its_title_cut_and_fit_to_be_shown() -> None:
    losses: list[Loss] = []
    one = ExternalTask("u", "a\x1b[31m " + LONG)
    limits.Fitter(one, losses.append).lose("due", "x")
    limits.Fitter(ExternalTask("u", " "), losses.append).lose("due", "x")
    limits.Fitter("line 3", losses.append).lose("due", "x")
    assert [loss.record for loss in losses] == [losses[0].record, "u", "line 3"]
    assert losses[0].record.startswith("a\\e[31m word word")
    assert len(losses[0].record) < 70

"""Content of the pages and pictures of `roma stats --html` and `--svg`, and safe escaping."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from roma_cli.cli.output.html import colours
from roma_cli.cli.output.html.markup import Markup, escaped, fill, tag
from roma_cli.cli.output.rich_screen import THEMES
from tests.cli import pages
from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    roma = Roma(tmp_path_factory.mktemp("lived"))
    pages.live(roma)
    return roma.db


@pytest.fixture
def lived(roma: Roma, lived_in: Path, monkeypatch: pytest.MonkeyPatch) -> Roma:
    """Return a roma with a copy of that data, in its own folder."""
    shutil.copy(lived_in, roma.db)
    monkeypatch.chdir(roma.folder)
    return roma


def _picture(roma: Roma, words: str = "") -> ElementTree.Element:
    return ElementTree.fromstring(pages.drawn(roma, f"--svg - {words}"))  # noqa: S314 - our own


def test_a_page_has_the_structure_that_screen_readers_need(lived: Roma) -> None:
    root = pages.page(lived)
    [html] = pages.every(root, "html")
    assert html.get("lang") == "en"
    for name in ("head", "h1", "header", "nav", "main", "footer"):
        assert len(pages.every(root, name)) == 1, name
    [title] = pages.every(pages.every(root, "head")[0], "title")
    days = "Fri 20 Feb to Wed 4 Mar 2026, tracking since 20 Feb"
    assert pages.text_of(title) == f"Work sessions: {days}"
    headings = [int(one.tag[1]) for one in root.iter() if re.fullmatch("h[1-6]", one.tag)]
    assert headings == [1, 2, 2, 2, 2, 2, 2]
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        for attribute in ("aria-labelledby", "aria-describedby"):
            assert element.get(attribute) is None or element.get(attribute) in ids
        if (element.get("href") or "#").startswith("#"):
            assert element.get("href", "#main")[1:] in ids
    body = pages.every(root, "body")[0]
    assert (body[0].tag, body[0].get("href")) == ("a", "#main")


def test_every_drawing_has_a_title_and_a_description(lived: Roma) -> None:
    for one in pages.every(pages.page(lived), "svg"):
        assert one.get("role") == "img"
        assert [child.tag for child in one[:2]] == ["title", "desc"]
        assert pages.text_of(one[0])
        assert pages.text_of(one[1])


def test_every_table_has_a_caption_and_headings_of_columns_and_rows(lived: Roma) -> None:
    tables = pages.every(pages.page(lived), "table")
    assert len(tables) == 5
    for table in tables:
        assert [part.tag for part in table] == ["caption", "thead", "tbody"]
        [names] = table[1]
        assert {one.get("scope") for one in names} == {"col"}
        for row in table[2]:
            assert (row[0].tag, row[0].get("scope")) == ("th", "row")
            assert len(row) == len(names)


def test_collapsed_tables_open_with_the_keyboard(lived: Roma) -> None:
    folded = pages.every(pages.page(lived), "details")
    assert len(folded) == 3
    for one in folded:
        assert [child.tag for child in one] == ["summary", "div"]
        assert one[1].get("tabindex") == "0"


def test_the_tables_have_the_numbers_of_the_statistics(lived: Roma) -> None:
    root = pages.page(lived, "--days 20")
    days = pages.json(lived, "stats --days 20")
    assert [row[:5] for row in pages.table(root, "Statistics by day")] == [
        [
            day["date"],
            str(day["work_sessions_completed"]),
            str(day["total_work_seconds"]),
            str(day["total_break_seconds"]),
            str(day["manual_overrides"]),
        ]
        for day in days
    ]
    year = [str(day["work_sessions_completed"]) for day in pages.json(lived, "stats --heatmap")]
    rows = pages.table(root, "Sessions on each day of the year")
    assert [cell for row in rows for cell in row[1:] if cell] == year
    assert [row[1:] for row in pages.table(root, "Work by hour of the day")] == [
        [str(one["sessions"]), str(one["work_seconds"])]
        for one in pages.json(lived, "stats --by hour --days 20")
    ]
    for by, caption in (("task", "Work by task"), ("tag", "Work by tag")):
        assert [row[1:3] for row in pages.table(root, caption)] == [
            [str(one["sessions"]), str(one["work_seconds"])]
            for one in pages.json(lived, f"stats --by {by} --days 20")
        ]
    [report] = [row for row in pages.table(root, "Work by task") if row[0].endswith("Report")]
    # Sessions done are shown next to the estimate.
    assert report[3].startswith("9 of 3 estimated sessions, 6 over")
    assert report[3].endswith("9 of 3, 6 over")


def test_the_summary_is_that_of_the_screen(lived: Roma) -> None:
    [facts] = pages.every(pages.page(lived), "dl")
    told = {pages.text_of(one[0]): pages.text_of(one[1]) for one in facts}
    assert list(told) == ["streak", "best day", "median", "total", "plan", "goal"]
    assert told["streak"] == "4 days (longest 4; sat, sun off)"
    assert told["best day"] == "Mon 2 Mar, 7 sessions, 2h 55m"
    assert told["plan"] == "20 of 36 sessions, 16 to go (today in progress)"


# selected days, unit of the bars, number of bars
BARS = [
    (1, "day"),
    (7, "day"),
    (31, "day"),
    (92, "day"),
    (93, "week"),
    (742, "week"),
    (743, "month"),
]


@pytest.mark.parametrize(("number", "by"), BARS)
def test_many_days_are_drawn_as_weeks_and_very_many_as_months(
    roma: Roma, number: int, by: str
) -> None:
    roma.at("2023-01-01T12:00:00Z").inside("session", "add")
    root = pages.page(roma.at("2026-03-04T12:00:00Z"), f"--days {number}")
    table = pages.table(root, f"Statistics by {by}")
    rows = pages.json(roma, f"stats --by {by} --days {number}")
    assert [row[0] for row in table] == [row.get(by) or row["date"] for row in rows]
    if by != "day":
        assert [row[3:7] for row in table] == [
            [str(row[key]) for key in ("sessions", "planned_sessions", "goal_days", "work_seconds")]
            for row in rows
        ]


def test_a_page_loads_nothing_and_runs_no_scripts(lived: Roma) -> None:
    text = pages.drawn(lived, "--html -")
    root = pages.Tree(text).root
    assert "default-src 'none'; style-src 'unsafe-inline'" in {
        one.get("content") for one in pages.every(root, "meta")
    }
    names = {one.tag for one in root.iter()}
    assert names.isdisjoint({"script", "link", "img", "iframe", "object", "base", "form", "use"})
    for one in root.iter():
        assert not any(name.startswith("on") or name in ("src", "style") for name in one.attrib)
    [style] = pages.every(root, "style")
    assert re.findall(r"url\(|@import|expression", pages.text_of(style)) == []
    assert "http:" not in text
    assert "https:" not in text
    assert "//" not in text.replace("http-equiv", "")


@pytest.mark.parametrize("form", ["html", "svg"])
@pytest.mark.parametrize("title", pages.HOSTILE)
def test_text_never_becomes_markup_on_a_page(lived: Roma, form: str, title: str) -> None:
    text = pages.drawn(lived, f"--{form} -")
    assert title not in text or title.isalpha()
    bad = {letter for letter in text if not letter.isprintable()} - {"\n"}
    assert bad == set()
    assert not re.search(r"<(script|img|b)\b", text)
    assert "<!--" not in text


def test_titles_are_shown_unchanged(lived: Roma) -> None:
    names = [row[0] for row in pages.table(pages.page(lived), "Work by task")]
    shown = {name.partition(" ")[2] for name in names}
    assert {pages.HOSTILE[0], pages.HOSTILE[1], pages.HOSTILE[2], "עברית"} <= shown
    assert r"left\u202etfel\u2066 \e]0;owned\x07\x9b31m" in shown
    assert "\ufffd\ufffd" in shown


def test_text_is_escaped_in_elements_and_attributes() -> None:
    assert tag("p", "<&>\"'") == "<p>&lt;&amp;&gt;&quot;&#x27;</p>"
    assert tag("p", tag("b", "x"), Markup("&amp;")) == "<p><b>x</b>&amp;</p>"
    assert tag("line", x1=0.5, stroke_width=2, class_='"') == (
        '<line x1="0.5" stroke-width="2" class="&quot;"/>'
    )
    assert escaped("a\ud800\x00\u2028") == r"a\ud800\x00\u2028"
    assert fill("note", text="<&>$text") == '<p class="note">&lt;&amp;&gt;$text</p>'
    assert fill("note", text=["<", Markup("<b>"), 1.50]) == '<p class="note">&lt;<b>1.5</p>'
    with pytest.raises(KeyError):
        fill("note", words="a place without content")


def test_an_anonymous_page_has_no_name_zone_title_or_tag(lived: Roma) -> None:
    lived.inside("user", "add", "annabel")
    for user in ("me", "annabel"):
        lived.inside("--user", user, "config", "set", "timezone", "Europe/Berlin")
        for form in ("html", "svg"):
            said = lived.inside("--user", user, "stats", f"--{form}", "-", "--anonymous")
            assert said.code == 0
            for secret in ("annabel", "Report", "alert", "work</", "Berlin", "13:00."):
                assert secret not in said.out, secret
    names = [row[0] for row in pages.table(pages.page(lived, "--anonymous"), "Work by task")]
    assert names == [f"task {at}" for at in range(1, 8)]


def test_a_page_of_another_user_has_the_users_name(lived: Roma) -> None:
    lived.inside("user", "add", "<i>anna")
    said = lived.inside("--user", "<i>anna", "stats", "--html", "-")
    [heading] = pages.every(pages.Tree(said.out).root, "h1")
    assert pages.text_of(heading) == "Work sessions of <i>anna"


def test_a_page_for_days_before_tracking_says_so(lived: Roma) -> None:
    root = pages.page(lived, "--to 2026-02-01")
    assert "no statistics up to 2026-02-01: tracking since 2026-02-20" in pages.text_of(root)
    picture = _picture(lived, "--to 2026-02-01")
    assert "no statistics up to 2026-02-01" in pages.text_of(picture)


def test_a_new_file_makes_a_page(roma: Roma) -> None:
    roma.inside("config", "set", "daily_goal", "0")
    root = pages.page(roma)
    assert pages.text_of(root).count("No work on these days.") == 2
    assert not [one for one in root.iter() if "goal" in (one.get("class") or "").split()]


def test_a_long_list_of_tasks_is_partly_collapsed_but_complete(roma: Roma) -> None:
    for at in range(1, 24):
        roma.inside("task", "add", f"Task {at}")
        roma.inside("session", "add", "--task", str(at))
    root = pages.page(roma)
    rows = pages.table(root, "Work by task") + pages.table(root, "Work by task: the rest")
    assert len(rows) == 23
    assert "3 more tasks" in pages.text_of(root)


def test_a_picture_is_one_file_of_xml_with_its_own_colours(lived: Roma) -> None:
    for theme in THEMES:
        lived.inside("config", "set", "theme", theme)
        text = pages.drawn(lived, "--svg -")
        root = _picture(lived)
        assert root.tag == f"{SVG}svg"
        assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
        ids = [one.get("id") for one in root.iter() if one.get("id")]
        assert sorted(map(str, ids)) == ["description", "hatch", "title"]
        squares = [one for one in root.iter() if (one.get("class") or "").startswith("heat-")]
        days = len(pages.json(lived, "stats --heatmap"))
        assert len(squares) >= days
        assert "var(" not in text
        assert colours.THEMES[theme]["paper"] in text
        assert re.findall(r"https?:[^\"]*", text) == [SVG[1:-1]]


def test_the_same_moment_makes_the_same_bytes(lived: Roma) -> None:
    for form in ("html", "svg"):
        assert pages.drawn(lived, f"--{form} -") == pages.drawn(lived, f"--{form} -")


def test_more_work_is_a_higher_bar_and_a_larger_square(lived: Roma) -> None:
    root = pages.page(lived)

    def measured(drawing: str, dimension: str, top: int) -> list[float]:
        """Return the size of the shape for each number of sessions, fewest first."""
        [svg] = [one for one in root.iter("svg") if one.get("aria-labelledby") == drawing]
        found = {}
        for group in svg.iter("g"):
            if len(group) and group[0].tag == "title" and group[-1].get("fill") != "none":
                number = int(pages.text_of(group[0]).split(": ")[1].split()[0])
                found[min(top, number)] = float(group[-1].get(dimension, ""))
        return [found[number] for number in sorted(found)]

    # 0, 1, 2, and the same size from the goal of 4 on.
    squares = measured("year-title", "width", 4)
    assert len(squares) == 4
    assert squares == sorted(set(squares))
    bars = measured("days-title", "height", 1000)
    # 1, 2, 5 and 7 sessions: the height per session is the same.
    assert bars == pytest.approx([bars[0] * number for number in (1, 2, 5, 7)])

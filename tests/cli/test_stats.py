"""`roma stats`: output for scripts, rejected options, output on a screen, and loaded modules."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests import terminal
from tests.support import REPOSITORY, Roma, overheard

if TYPE_CHECKING:
    from pathlib import Path

LIFE: tuple[tuple[str, str], ...] = (
    ("2026-02-20T09:00:00Z", "config set timezone Europe/Berlin"),
    ("2026-02-20T09:00:00Z", "config set daily_goal 4"),
    ("2026-02-20T09:00:00Z", "config set days_off sat,sun"),
    ("2026-02-20T09:00:00Z", "task add Report --tag work --estimate 3"),
    ("2026-02-20T09:00:00Z", "task add =HYPERLINK(1) --tag Work --tag home"),
    ("2026-02-20T09:00:00Z", "session add --task 1"),
    ("2026-02-20T10:00:00Z", "session add --task 1 --minutes 50"),
    ("2026-02-27T10:00:00Z", "session set 5"),
    ("2026-03-02T10:00:00Z", "session add --task 2"),
    ("2026-03-03T10:00:00Z", "session add"),
    ("2026-03-03T10:30:00Z", "session add"),
    ("2026-03-03T11:00:00Z", "session add --task 1"),
    ("2026-03-03T11:30:00Z", "session add --task 1"),
    ("2026-03-03T12:00:00Z", "session add --task 1"),
    ("2026-03-04T09:40:00Z", "session add --task 1"),
)
"""A Friday, a week of nothing but a count by hand, a weekend off, and the running Wednesday."""


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    roma = Roma(tmp_path_factory.mktemp("lived"))
    for now, line in LIFE:
        said = roma.at(now).inside(*line.split())
        assert said.code == 0, said
    return roma.db


@pytest.fixture
def lived(roma: Roma, lived_in: Path) -> Roma:
    """Return a roma with a copy of that data, at noon of its last day."""
    shutil.copy(lived_in, roma.db)
    return roma


def _json(roma: Roma, line: str) -> Any:
    said = roma.inside(*line.split(), "--json")
    assert said.code == 0, said
    return said.json()


def _words(text: str) -> list[str]:
    return text.split()


DAY = _words(
    "id user_id date timezone work_sessions_completed total_work_seconds total_break_seconds "
    "manual_overrides created_at updated_at open day_off"
)
PERIOD = _words(
    "from to days sessions work_seconds break_seconds manual_overrides planned_sessions goal_days "
    "open"
)
SHARE = _words("from to sessions work_seconds")
KEYS = [
    ("stats", DAY),
    ("stats --by day", DAY),
    ("stats --heatmap", DAY),
    ("stats --by week", ["week", *PERIOD]),
    ("stats --by month", ["month", *PERIOD]),
    ("stats --by tag", ["tag", *SHARE]),
    ("stats --by task", ["task_id", "title", "estimate", "sessions_ever", "deleted", *SHARE]),
    ("stats --by hour", ["hour", *SHARE]),
]


@pytest.mark.parametrize(("line", "keys"), KEYS)
def test_json_and_csv_have_the_same_columns(lived: Roma, line: str, keys: list[str]) -> None:
    rows = _json(lived, line)
    assert rows
    assert all(list(row) == keys for row in rows)
    said = lived.inside(*line.split(), "--csv")
    assert said.out.count("\r\n") == said.out.count("\n") == len(rows) + 1
    read = list(csv.reader(io.StringIO(said.out, newline="")))
    assert read[0] == keys

    def cell(value: object) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        return "" if value is None else str(value).replace("=HYPER", "'=HYPER")

    assert read[1:] == [[cell(row[key]) for key in keys] for row in rows]


def test_titles_in_csv_are_not_run_as_formulas(roma: Roma) -> None:
    titles = ["=1+1", "+1", "-1", "@SUM(A1)", "plain", 'quote " and, comma']
    for at, title in enumerate(titles, 1):
        roma.inside("task", "add", "--", title)
        roma.inside("session", "add", "--task", str(at))
    said = roma.inside("stats", "--by", "task", "--csv")
    read = [row["title"] for row in csv.DictReader(io.StringIO(said.out, newline=""))]
    assert read == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "plain", 'quote " and, comma']
    assert [row["title"] for row in _json(roma, "stats --by task")] == titles


def test_days_have_no_gap_and_start_with_the_first_tracked_day(lived: Roma) -> None:
    days = _json(lived, "stats --days 100")
    assert [(day["date"][5:], day["work_sessions_completed"], day["day_off"]) for day in days] == [
        ("02-20", 2, False), ("02-21", 0, True), ("02-22", 0, True), ("02-23", 0, False),
        ("02-24", 0, False), ("02-25", 0, False), ("02-26", 0, False), ("02-27", 5, False),
        ("02-28", 0, True), ("03-01", 0, True), ("03-02", 1, False), ("03-03", 5, False),
        ("03-04", 1, False),
    ]  # fmt: skip
    assert [day["open"] for day in days] == [False] * 12 + [True]
    assert days[3]["id"] is None
    assert days[3]["timezone"] == "Europe/Berlin"


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("--days 3", "2026-03-02", "2026-03-04"),
        ("--from 2026-03-01", "2026-03-01", "2026-03-04"),
        ("--from friday", "2026-02-27", "2026-03-04"),
        ("--to yesterday", "2026-02-20", "2026-03-03"),
        ("--to yesterday --days 2", "2026-03-02", "2026-03-03"),
        ("--from 2026-03-02 --to 2026-03-03", "2026-03-02", "2026-03-03"),
        ("--from 1970-01-05", "2026-02-20", "2026-03-04"),
    ],
)
def test_days_are_selected_with_typed_dates(lived: Roma, words: str, first: str, last: str) -> None:
    days = _json(lived, f"stats {words}")
    assert (days[0]["date"], days[-1]["date"]) == (first, last)


REFUSED = [
    ("--from tomorrow", "--from 2026-03-05 is in the future"),
    ("--to 2026-03-05", "--to 2026-03-05 is in the future"),
    ("--from 2026-03-03 --to 2026-03-01", "--from 2026-03-03 is after --to 2026-03-01"),
    ("--from soon", "can't read 'soon' as a date"),
    ("--to today-17:00", "can't read 'today-17:00' as a date"),
    ("--days 3 --from 2026-03-01", "--days and --from both set the first day"),
    ("--by year", "--by takes day, week, month, tag, task or hour, not 'year'"),
    ("--heatmap --by day", "so --by can't be used with it"),
    ("--heatmap --days 7", "so --days can't be used with it"),
    ("--heatmap --from today", "so --from can't be used with it"),
    ("--csv --json", "--csv and --json can't be used together"),
    ("--days 0", "--days"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_contradictory_options_are_rejected_in_one_line(
    lived: Roma, words: str, message: str
) -> None:
    said = lived.inside("stats", *words.split())
    assert (said.code, said.out) == (2, "")
    assert message in (said.err if "--json" not in words else said.problem()["message"])
    if "--json" not in words:
        error, hint = said.err.splitlines()
        assert error.startswith("error: ")
        again = hint.removeprefix("hint: roma ").split()
        assert lived.inside(*again).code == 0 or "--help" in hint


def test_days_before_tracking_are_reported_as_empty(lived: Roma) -> None:
    for words in ("", "--by week", "--by hour", "--by task", "--heatmap"):
        said = lived.inside("stats", "--to", "2026-02-01", *words.split(), "--json")
        assert (said.code, said.out) == (0, "[]\n"), words
    screen = terminal.show(lived, "stats", "--to", "2026-02-01")
    assert screen.lines == ["no statistics up to 2026-02-01: tracking since 2026-02-20"]


def test_weeks_and_months_are_planned_without_the_days_off(lived: Roma) -> None:
    weeks = _json(lived, "stats --by week")
    assert [
        (one["week"], one["days"], one["sessions"], one["planned_sessions"]) for one in weeks
    ] == [
        ("2026-W08", 3, 2, 4),
        ("2026-W09", 7, 5, 20),
        ("2026-W10", 3, 7, 12),
    ]
    months = _json(lived, "stats --by month")
    assert [(one["month"], one["sessions"], one["goal_days"], one["open"]) for one in months] == [
        ("2026-02", 7, 1, False),
        ("2026-03", 7, 1, True),
    ]


def test_work_is_summed_by_task_tag_and_hour(lived: Roma) -> None:
    tasks = _json(lived, "stats --by task")
    assert [
        (
            one["task_id"],
            one["estimate"],
            one["sessions_ever"],
            one["sessions"],
            one["work_seconds"],
        )
        for one in tasks
    ] == [(1, 3, 6, 6, 10_500), (2, None, None, 1, 1500), (None, None, None, 2, 3000)]
    tags = _json(lived, "stats --by tag")
    assert [(one["tag"], one["sessions"], one["work_seconds"]) for one in tags] == [
        ("#work", 7, 12_000),
        ("#home", 1, 1500),
        (None, 2, 3000),
    ]
    hours = _json(lived, "stats --by hour")
    assert [one["hour"] for one in hours] == list(range(24))
    worked = {
        one["hour"]: (one["sessions"], one["work_seconds"] // 60)
        for one in hours
        if one["sessions"]
    }
    # By Berlin's clock: 9:35, 10:10 (50 minutes), 10:35, 10:35, 11:05, 11:35, 12:05, 12:35, 10:15.
    assert worked == {9: (1, 25), 10: (4, 125), 11: (2, 50), 12: (2, 50)}


def test_tags_of_a_session_count_as_well_as_those_of_its_task(lived: Roma) -> None:
    lived.write("UPDATE timer_sessions SET tags = '#deep #HOME' WHERE task_id = 2")
    tags = {one["tag"]: one["work_seconds"] for one in _json(lived, "stats --by tag")}
    assert tags == {"#work": 12_000, "#deep": 1500, "#HOME": 1500, None: 3000}


def test_another_user_of_the_file_has_statistics_of_their_own(lived: Roma) -> None:
    lived.inside("user", "add", "anna")
    lived.inside("--user", "anna", "session", "add")
    [day] = _json(lived, "--user anna stats")
    assert (day["work_sessions_completed"], day["date"]) == (1, "2026-03-04")
    [task] = _json(lived, "--user anna stats --by task")
    assert (task["task_id"], task["work_seconds"]) == (None, 1500)


def test_hours_are_those_of_the_zone_a_day_was_counted_in(lived: Roma) -> None:
    before = _json(lived, "stats --by hour --to yesterday")
    lived.inside("config", "set", "timezone", "Asia/Tokyo", "--keep-count")
    assert _json(lived, "stats --by hour --to yesterday --days 13") == before


def test_pauses_are_excluded_from_the_hours_in_which_they_happened(roma: Roma) -> None:
    for now, line in (
        ("09:50", "timer start work --minutes 30"),
        ("09:55", "timer pause"),
        ("13:00", "timer resume"),
        ("13:05", "timer pause"),
        ("13:06", "undo"),
        ("13:10", "timer pause"),
        ("15:45", "timer resume"),
    ):
        said = roma.at(f"2026-03-04T{now}:00Z").inside(*line.split())
        assert said.code == 0, said
    roma.at("2026-03-04T18:00:00Z")
    hours = {one["hour"]: one["work_seconds"] // 60 for one in _json(roma, "stats --by hour")}
    assert {hour: minutes for hour, minutes in hours.items() if minutes} == {9: 5, 13: 10, 15: 15}


@pytest.mark.parametrize("line", [line for line, _ in KEYS])
def test_anonymous_statistics_have_no_name_zone_title_or_tag(lived: Roma, line: str) -> None:
    for form in ("--json", "--csv", "--plain"):
        said = lived.inside(*line.split(), "--anonymous", form)
        assert said.code == 0, said
        for secret in ("Report", "HYPERLINK", 'work"', "#home", "Berlin", "user_id", "task_id"):
            assert secret.casefold() not in said.out.casefold(), secret
    shown = "\n".join(terminal.show(lived, *line.split(), "--anonymous").lines)
    assert not any(secret in shown for secret in ("Report", "HYPERLINK", "#", "Berlin"))


def test_anonymous_numbers_tasks_and_tags(lived: Roma) -> None:
    tasks = _json(lived, "stats --by task --anonymous")
    assert [one["title"] for one in tasks] == ["task 1", "task 2", None]
    tags = _json(lived, "stats --by tag --anonymous")
    assert [one["tag"] for one in tags] == ["tag 1", "tag 2", None]


def test_a_pipe_gets_one_row_per_day_under_one_heading(lived: Roma) -> None:
    assert lived.inside("stats", "--days", "4").out.splitlines() == [
        "DAY         SESSIONS  BY HAND   FOCUS  BREAKS",
        "2026-03-01         0                           off",
        "2026-03-02         1              25m",
        "2026-03-03         5           2h 05m",
        "2026-03-04         1              25m          in progress",
    ]


# columns, the first lines of the screen
SCREENS = {
    80: [
        "Fri 27 Feb to Wed 4 Mar 2026",
        "Fri 27 Feb  ████████████████████████████████│████████  5*",
        "Sat 28 Feb                                  │          0           off",
        "Sun  1 Mar                                  │          0           off",
        "Mon  2 Mar  ████████                        │          1      25m",
        "Tue  3 Mar  ████████████████████████████████│████████   5  2h 05m",
        "Wed  4 Mar  ████████                        │          1      25m  in progress",
    ],
    60: [
        "Fri 27 Feb to Wed 4 Mar 2026",
        "Fri 27 Feb  ████████████████│████  5*",
        "Sat 28 Feb                  │       0          off",
        "Sun  1 Mar                  │       0          off",
        "Mon  2 Mar  ████            │       1     25m",
        "Tue  3 Mar  ████████████████│████   5  2h 05m",
        "Wed  4 Mar  ████            │       1     25m  in progress",
    ],
}
SUMMARY = [
    "* set by hand",
    "streak    4 days (longest 4; sat, sun off)",
    "best day  Tue 3 Mar, 5 sessions, 2h 05m",
    "median    5 sessions per day with work (mean 3.7)",
    "total     12 sessions, 2h 55m of focus",
    "plan      12 of 16 sessions, 4 to go (today in progress)",
    "goal      4 a day, reached on 2 of 6 days",
]


@pytest.mark.parametrize("columns", SCREENS)
def test_a_screen_shows_bars_the_goal_and_a_summary(lived: Roma, columns: int) -> None:
    screen = terminal.show(lived, "stats", "--from", "2026-02-27", columns=columns)
    squeezed = [" ".join(line.split()) for line in screen.lines]
    expected = SCREENS[columns] + SUMMARY
    assert squeezed == [" ".join(line.split()) for line in expected]


@pytest.mark.parametrize("columns", [120, 80, 60, 40])
@pytest.mark.parametrize("line", [line for line, _ in KEYS])
def test_no_line_of_a_chart_is_wider_than_the_screen(lived: Roma, line: str, columns: int) -> None:
    lived.inside("task", "edit", "1", "--title", "日本" * 60)
    screen = terminal.show(lived, *line.split(), columns=columns)
    assert screen.code == 0
    assert max(map(terminal.cells, screen.lines)) <= columns


@pytest.mark.parametrize("line", ["stats", "stats --heatmap", "stats --by week"])
def test_output_without_colours_has_the_same_information(lived: Roma, line: str) -> None:
    coloured = terminal.show(lived, *line.split())
    assert coloured.styles - {""}
    assert terminal.show(lived, *line.split(), NO_COLOR="1").lines == coloured.lines
    lived.inside("config", "set", "theme", "light")
    light = terminal.show(lived, *line.split())
    assert light.lines == coloured.lines
    assert light.styles != coloured.styles
    lived.inside("config", "set", "theme", "mono")
    mono = terminal.show(lived, *line.split())
    assert mono.lines == coloured.lines
    assert "\x1b" not in mono.raw


def test_a_terminal_without_the_symbols_gets_ascii(lived: Roma) -> None:
    lived.environ |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for line in ("stats", "stats --heatmap", "stats --by week"):
        screen = terminal.show(lived, *line.split())
        assert "\\u" not in screen.raw
        assert all(text.isascii() for text in screen.lines)
        assert any("#" in text for text in screen.lines)


def test_a_narrow_heat_map_says_how_many_weeks_it_shows(lived: Roma) -> None:
    told = "Showing the last 36 of 53 weeks."
    assert told in terminal.show(lived, "stats", "--heatmap", columns=40).lines
    assert "weeks fit" not in terminal.show(lived, "stats", "--heatmap", columns=60).raw


def test_csv_on_a_terminal_is_lines_of_text(lived: Roma) -> None:
    screen = terminal.show(lived, "stats", "--csv", "--days", "1", columns=200)
    assert screen.lines[0].startswith("id,user_id,date")
    assert "\\r" not in screen.raw


LOADED = """
import sys
from roma_cli import __main__
code = __main__.main()
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""
ALWAYS_TOO_MUCH = {"sqlite_utils", "dateutil", "cronsim", "statistics", "csv", "rich.table"}


@pytest.mark.parametrize("on_terminal", [False, True])
@pytest.mark.parametrize("line", ["stats", "stats --heatmap"])
def test_each_view_loads_only_the_modules_it_needs(
    lived: Roma, line: str, *, on_terminal: bool
) -> None:
    master, slave = os.openpty()
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *line.split()],
        env={**lived.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=slave if on_terminal else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    os.close(slave)
    os.close(master)
    loaded = set(done.stderr.split())
    assert "roma_cli.usecases.stats.collect" in loaded
    assert loaded & ALWAYS_TOO_MUCH == set()
    for_others = {
        "roma_cli.usecases.stats.by_group",
        "roma_cli.domain.stats.clock_hours",
        "roma_cli.domain.dates.parse",
    }
    assert loaded & for_others == set()
    assert ("rich.console" in loaded) == on_terminal


# command line, number of SELECTs besides the one for the settings
STATEMENTS = [
    (("stats",), 6),
    (("stats", "--heatmap"), 6),
    (("stats", "--by", "month"), 6),
    (("stats", "--by", "tag"), 4),
    (("stats", "--by", "hour"), 7),
]


@pytest.mark.parametrize(("line", "number"), STATEMENTS)
def test_a_year_takes_as_many_statements_as_a_day(
    tmp_path: Path, lived_in: Path, line: tuple[str, ...], number: int
) -> None:
    one = Roma(tmp_path)
    shutil.copy(lived_in, one.path)
    for days in ((), ("--days", "365") if "--heatmap" not in line else ()):
        with overheard() as statements:
            one.do(*line, *days)
        reads = [text for text in statements if not text.startswith("PRAGMA")]
        assert {text.partition(" ")[0] for text in reads} == {"SELECT"}
        assert len(reads) == number + 1, reads

"""Sessions of other programs: each in the day of its end, counted once, and taken back whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import whenever
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roma_cli.domain.day import parse_instant
from roma_cli.usecases.day import session_count
from roma_cli.usecases.history import undo as undo_commands
from roma_cli.usecases.settings import config as config_commands
from tests.adapters.peers import environment_with
from tests.journeys.in_process import Person, parsed
from tests.journeys.transfers import SAMPLES, assert_explained, bring_in, content

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Roma

MADE = "2026-02-01T12:00:00Z"
NOW = "2026-03-04T12:00:00Z"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that was made a month before, in UTC."""
    folder = tmp_path_factory.mktemp("template")
    person = Person(folder / "roma.db", MADE)
    person.call(session_count.show)
    return person.db


@pytest.fixture
def person(tmp_path: Path, template: Path) -> Person:
    return Person(tmp_path / "roma.db", NOW, template=template)


def export(*spans: tuple[str, str] | tuple[str, str, list[str]]) -> str:
    """Return what Timewarrior would export of intervals, typed as ISO instants."""
    return json.dumps(
        [
            {"start": compact(one[0]), "end": compact(one[1]), "tags": list(*one[2:])}
            for one in spans
        ]
    )


def compact(instant: str) -> str:
    return f"{datetime.fromtimestamp(parse_instant(instant), UTC):%Y%m%dT%H%M%SZ}"


def days_of(person: Person) -> list[tuple[str | None, int]]:
    return person.rows("SELECT day, count(*) FROM timer_sessions GROUP BY day ORDER BY day")


# --- the samples of the real programs -----------------------------------------------------


@pytest.mark.parametrize(
    ("form", "name", "number", "work"),
    [
        ("timewarrior", "timewarrior-1.4.json", 41, 40 * 1500 + 3000),
        ("watson", "watson-2.1-log.json", 9, 8 * 3000 + 6000),
        ("watson", "watson-2.1-frames.json", 9, 8 * 3000 + 6000),
    ],
)
def test_what_a_real_program_wrote_comes_in_whole_and_goes_whole(
    person: Person, form: str, name: str, number: int, work: int
) -> None:
    person.call(session_count.add)
    before = content(person)
    rehearsed = bring_in(person, form, SAMPLES / name, dry_run=True)
    assert content(person) == before
    told = bring_in(person, form, SAMPLES / name)
    assert {**rehearsed, "dry_run": False, "operation": told["operation"]} == told
    assert told["counts"] == {"session": {"added": number}}
    assert person.rows(
        "SELECT sum(work_sessions_completed), sum(total_work_seconds) FROM daily_session_stats"
    ) == [(number, work)]
    assert_explained(person)
    after = content(person)
    again = bring_in(person, form, SAMPLES / name)
    assert (again["counts"], again["operation"]) == ({"session": {"already here": number}}, None)
    assert content(person) == after
    person.call(undo_commands.undo)
    assert content(person) == before
    person.call(undo_commands.redo)
    assert content(person) == after


def test_watsons_log_and_frames_are_the_same_sessions(person: Person) -> None:
    bring_in(person, "watson", SAMPLES / "watson-2.1-log.json")
    told = bring_in(person, "watson", SAMPLES / "watson-2.1-frames.json")
    assert told["counts"] == {"session": {"already here": 9}}


# --- days -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "reset", "span", "day"),
    [
        pytest.param(
            *("UTC", "00:00", ("2026-02-10T23:40:00Z", "2026-02-11T00:30:00Z")), "2026-02-11",
            id="over midnight: the day of its end",
        ),
        pytest.param(
            *("UTC", "00:00", ("2026-02-10T23:35:00Z", "2026-02-11T00:00:00Z")), "2026-02-11",
            id="what ends on the boundary belongs to the new day",
        ),
        pytest.param(
            *("UTC", "04:00", ("2026-02-11T03:30:00Z", "2026-02-11T03:59:59Z")), "2026-02-10",
            id="before the reset it is still yesterday",
        ),
        pytest.param(
            *("Asia/Tokyo", "00:00", ("2026-02-10T14:50:00Z", "2026-02-10T15:10:00Z")),
            "2026-02-11",
            id="midnight in Tokyo",
        ),
        pytest.param(
            *("America/New_York", "07:00", ("2026-02-11T11:30:00Z", "2026-02-11T11:55:00Z")),
            "2026-02-10",
            id="five minutes before seven in New York",
        ),
        pytest.param(
            *("Europe/Berlin", "02:30", ("2025-03-30T00:50:00Z", "2025-03-30T01:29:59Z")),
            "2025-03-29",
            id="02:30 is skipped: the day begins at 03:30 summer time",
        ),
        pytest.param(
            *("Europe/Berlin", "02:30", ("2025-03-30T00:50:00Z", "2025-03-30T01:30:00Z")),
            "2025-03-30",
            id="and there it is",
        ),
        pytest.param(
            *("Europe/Berlin", "02:30", ("2025-10-26T00:10:00Z", "2025-10-26T00:30:00Z")),
            "2025-10-26",
            id="02:30 comes twice: the first counts",
        ),
        pytest.param(
            *("Pacific/Apia", "00:00", ("2011-12-30T09:50:00Z", "2011-12-30T10:10:00Z")),
            "2011-12-31",
            id="the date that Samoa skipped holds nothing",
        ),
    ],
)  # fmt: skip
def test_a_session_is_of_the_roma_day_of_its_end(
    person: Person, zone: str, reset: str, span: tuple[str, str], day: str
) -> None:
    person.call(config_commands.set_values, parsed(timezone=zone, daily_reset_time=reset))
    bring_in(person, "timewarrior", export(span))
    assert days_of(person) == [(day, 1)]
    length = parse_instant(span[1]) - parse_instant(span[0])
    assert person.rows(
        "SELECT date, work_sessions_completed, total_work_seconds, timezone"
        " FROM daily_session_stats WHERE work_sessions_completed > 0"
    ) == [(day, 1, length, zone)]
    assert_explained(person)


def test_todays_sessions_count_today(person: Person) -> None:
    person.call(session_count.add)
    told = bring_in(
        person,
        "timewarrior",
        export(
            ("2026-03-04T08:00:00Z", "2026-03-04T08:25:00Z"),
            ("2026-03-03T08:00:00Z", "2026-03-03T08:25:00Z"),
            ("2026-03-04T11:00:00Z", "2026-03-04T12:00:00Z"),
        ),
    )
    assert told["counts"] == {"session": {"added": 3}}
    assert days_of(person) == [(None, 3), ("2026-03-03", 1)]
    assert person.settings()[0].today_session_count == 3
    person.at("2026-03-05T00:00:00Z").call(session_count.show)
    assert days_of(person) == [("2026-03-03", 1), ("2026-03-04", 3)]
    assert_explained(person)


def test_a_days_statistics_are_written_once_however_many_sessions_it_gets(person: Person) -> None:
    person.do("session", "add", "--at", "2026-02-10 12:00", "--minutes", "30")
    start = parse_instant("2026-02-10T00:00:00Z")
    bring_in(
        person,
        "openpomodoro",
        "".join(
            f"{datetime.fromtimestamp(start + at * 1800, UTC).isoformat()} duration=25\n"
            for at in range(40)
        ),
    )
    assert person.rows(
        "SELECT work_sessions_completed, total_work_seconds FROM daily_session_stats"
        " WHERE date = '2026-02-10'"
    ) == [(41, 40 * 1500 + 1800)]
    assert person.rows(
        "SELECT count(*) FROM audit_log_entries WHERE row_table = 'daily_session_stats'"
        " AND operation_id = (SELECT max(id) FROM operations)"
    ) == [(1,)]
    assert_explained(person)


def test_the_count_ends_at_a_thousand_and_stays_explained(person: Person) -> None:
    person.call(session_count.set_count, 999)
    start = parse_instant("2026-03-04T00:00:00Z")
    lines = [f"{datetime.fromtimestamp(start + at, UTC).isoformat()}\n" for at in range(1500)]
    told = bring_in(person, "openpomodoro", "".join(lines))
    assert told["counts"] == {"session": {"added": 1500}}
    assert [one["record"] for one in told["losses"] if "overlaps" not in one["reason"]] == ["today"]
    assert person.settings()[0].today_session_count == 1000
    assert person.rows(
        "SELECT delta, count_after, reason FROM session_adjustments ORDER BY id"
    ) == [(999, 999, "set"), (-1000, 1000, "limit"), (-499, 1000, "limit")]
    assert_explained(person)
    person.call(undo_commands.undo)
    assert person.settings()[0].today_session_count == 999


# --- what is odd ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "words"),
    [
        pytest.param(
            ("2026-03-04T11:50:00Z", "2026-03-04T12:00:01Z"), "ends later than now", id="future"
        ),
        pytest.param(
            ("2026-03-03T12:00:00Z", "2026-03-03T11:00:00Z"), "ends before", id="backwards"
        ),
        pytest.param(("2026-03-03T12:00:00Z", "2026-03-03T12:00:00Z"), "no time", id="no length"),
        pytest.param(
            ("19691231T233000Z", "19700101T003000Z"), "before 1970", id="begun before 1970"
        ),
        pytest.param(("18880101T000000Z", "18880101T010000Z"), "before 1970", id="long before"),
        pytest.param(("99991231T230000Z", "99991231T235900Z"), "later than now", id="the far end"),
    ],
)
def test_a_session_that_cannot_be_is_named_and_left_out(
    person: Person, span: tuple[str, str], words: str
) -> None:
    start, end = (one if one.endswith("00Z") and "-" not in one else compact(one) for one in span)
    text = json.dumps([{"start": start, "end": end}])
    told = bring_in(person, "timewarrior", text)
    assert (told["counts"], told["operation"]) == ({}, None)
    [loss] = told["losses"]
    assert words in loss["reason"]
    assert "left out" in loss["reason"]
    assert days_of(person) == []


def test_one_of_more_than_a_day_is_kept_whole_and_named(person: Person) -> None:
    span = ("2026-02-06T17:00:00Z", "2026-02-09T08:00:00Z")
    told = bring_in(person, "timewarrior", export(span))
    assert "longer than 24 hours" in told["losses"][0]["reason"]
    assert person.rows("SELECT day, planned_seconds FROM timer_sessions") == [("2026-02-09", 86400)]
    assert person.rows(
        "SELECT total_work_seconds FROM daily_session_stats WHERE date = '2026-02-09'"
    ) == [(63 * 3600,)]
    assert_explained(person)


def test_overlapping_sessions_are_all_kept_and_named(person: Person) -> None:
    told = bring_in(
        person,
        "timewarrior",
        export(
            ("2026-03-03T10:00:00Z", "2026-03-03T10:30:00Z"),
            ("2026-03-03T09:00:00Z", "2026-03-03T11:00:00Z"),
            ("2026-03-03T10:40:00Z", "2026-03-03T10:50:00Z"),
            ("2026-03-03T11:00:00Z", "2026-03-03T11:10:00Z"),
        ),
    )
    assert [one["record"] for one in told["losses"]] == [
        "session 2026-03-03T10:00:00+00:00",
        "session 2026-03-03T10:40:00+00:00",
    ]
    assert days_of(person) == [("2026-03-03", 4)]


def test_the_same_one_twice_in_a_file_is_one(person: Person) -> None:
    span = ("2026-03-03T10:00:00Z", "2026-03-03T10:30:00Z")
    told = bring_in(person, "timewarrior", export(span, span))
    assert told["counts"] == {"session": {"added": 1, "already here": 1}}
    assert told["losses"] == []


def test_one_that_was_changed_elsewhere_since_is_kept_as_it_is_and_named(person: Person) -> None:
    bring_in(person, "timewarrior", export(("2026-03-03T10:00:00Z", "2026-03-03T10:30:00Z")))
    before = content(person)
    told = bring_in(person, "timewarrior", export(("2026-03-03T10:00:00Z", "2026-03-03T10:45:00Z")))
    assert (told["counts"], told["operation"]) == ({"session": {"kept": 1}}, None)
    assert "other times" in told["losses"][0]["reason"]
    assert content(person) == before


def test_two_users_of_a_file_may_import_the_same_sessions(roma: Roma) -> None:
    path = str(SAMPLES / "watson-2.1-log.json")
    roma.at(NOW)
    for words in (("user", "add", "anna"), ("data", "import", path)):
        assert roma.inside(*words).code == 0
    for _ in range(2):
        assert roma.inside("--user", "anna", "data", "import", path).code == 0
    assert roma.rows("SELECT user_id, count(*) FROM timer_sessions GROUP BY user_id") == [
        (1, 9),
        (2, 9),
    ]


# --- words ------------------------------------------------------------------------------


def test_tags_and_notes_that_do_not_fit_are_named_once(person: Person) -> None:
    words = [*(f"t{number}" for number in range(10)), "one too many", "y" * 60]
    spans = [(f"2026-03-03T1{at}:00:00Z", f"2026-03-03T1{at}:25:00Z", words) for at in range(3)]
    told = bring_in(person, "timewarrior", export(*spans))
    assert [(one["field"], one["reason"].split()[0]) for one in told["losses"]] == [
        ("tags", "the"),  # its spaces
        ("tags", "'one-too-many'"),  # the eleventh
        ("tags", "the"),  # its length
        ("tags", f"'{'y' * 49}'"),  # the twelfth
    ]
    kept = " ".join(f"#t{number}" for number in range(10))
    assert person.rows("SELECT DISTINCT tags FROM timer_sessions") == [(kept,)]
    note = json.dumps(
        [{"start": "20260302T100000Z", "end": "20260302T102500Z", "annotation": "n" * 256}]
    )
    told = bring_in(person, "timewarrior", note)
    assert [one["field"] for one in told["losses"]] == ["note"]
    assert person.rows("SELECT max(length(note)) FROM timer_sessions") == [(255,)]


def test_what_was_imported_is_told_apart_and_can_be_seen(roma: Roma, tmp_path: Path) -> None:
    text = json.dumps(
        [
            {
                "start": "20260304T100000Z",
                "end": "20260304T102500Z",
                "tags": ["deep"],
                "annotation": "draft",
            }
        ]
    )
    file = tmp_path / "timew.json"
    file.write_text(text)
    said = roma.inside("data", "import", str(file))
    assert (said.code, said.out.splitlines()[1:]) == (0, ["1  session  added"])
    assert ", imported" in roma.inside("why", "count").out
    [row] = roma.inside("session", "history", "--each", "--json").json()
    assert (row["source"], row["note"], row["tags"]) == ("import", "draft", ["#deep"])


def test_a_session_added_by_hand_may_have_a_note_and_tags_too(roma: Roma) -> None:
    said = roma.inside("session", "add", "--note", " called Ann ", "-t", "phone", "--tag", "#Phone")
    assert said.code == 0
    assert roma.rows("SELECT note, tags FROM timer_sessions") == [("called Ann", "#phone")]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--note", "n" * 256), "at most 255"),
        (("--tag", "two words"), "one word"),
        (("--tag", ""), "blank"),
        (("--tag", "t" * 50), "at most 50"),
        (tuple(word for at in range(11) for word in ("-t", f"t{at}")), "a session has at most 10"),
    ],
)
def test_a_note_or_tag_beyond_the_limits_is_refused(
    roma: Roma, words: tuple[str, ...], complaint: str
) -> None:
    said = roma.inside("session", "add", *words)
    assert said.code == 2
    assert complaint in said.err
    assert "roma session add" in said.err


# --- the real programs --------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("timew") is None, reason="Timewarrior is not installed")
def test_what_timewarrior_tracked_comes_in_as_it_reports_it(roma: Roma, tmp_path: Path) -> None:
    home = tmp_path / "timew"
    home.mkdir()
    environ = {**os.environ, "TIMEWARRIORDB": str(home), "TZ": "Europe/Berlin"}

    def timew(*words: str) -> str:
        done = subprocess.run(
            ["timew", *words],
            env=environ,
            input="yes\n",
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    timew("track", "2026-02-10T09:00:00Z", "-", "2026-02-10T09:25:00Z", 'a "quoted" tag', "été")
    timew("annotate", "@1", 'say "so", été 🍅')
    timew("track", "2026-03-28T22:30:00Z", "-", "2026-03-29T01:30:00Z", "night")
    timew("start", "2026-03-29T10:00:00Z", "running")
    roma.environ["TZ"] = "Europe/Berlin"
    roma.at("2026-03-29T12:00:00Z")
    exported = timew("export")
    said = roma.inside("data", "import", "-", "--json", stdin=exported.encode())
    assert said.code == 0, said.err
    assert said.json()["format"] == "timewarrior"
    assert said.json()["counts"] == {"session": {"added": 2}}
    assert roma.rows(
        "SELECT coalesce(day, 'open'), ended_at - started_at, tags, note FROM timer_sessions"
        " ORDER BY started_at"
    ) == [
        ("2026-02-10", 1500, '#a-"quoted"-tag #été', 'say "so", été 🍅'),
        ("open", 3 * 3600, "#night", ""),  # the hour that the clock skipped is none
    ]
    assert [one["reason"] for one in said.json()["losses"] if one["field"] == "end"] != []
    timew("stop", "2026-03-29T10:30:00Z")
    timew("lengthen", "@2", "5min")
    said = roma.inside("data", "import", "-", "--json", stdin=timew("export").encode())
    assert said.json()["counts"] == {"session": {"already here": 1, "kept": 1, "added": 1}}


def test_what_watson_tracked_comes_in_from_its_log_and_from_its_frames(
    roma: Roma, tmp_path: Path
) -> None:
    watson = environment_with("td-watson==2.1.0") / "watson"
    home = tmp_path / "watson"
    environ = {**os.environ, "WATSON_DIR": str(home), "TZ": "America/New_York", "LC_ALL": "C.UTF-8"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [str(watson), *words], env=environ, capture_output=True, text=True, check=True
        )
        return done.stdout

    run("add", "-f", "2026-02-10 09:00", "-t", "2026-02-10 09:50", "roma", "+code", "+two words")
    run("add", "-f", "2026-02-10 23:30", "-t", "2026-02-11 01:10", "naïve projet", "+été")
    roma.environ["TZ"] = "America/New_York"
    log = run("log", "--json", "--from", "2026-02-01", "--to", "2026-02-28")
    said = roma.inside("data", "import", "-", "--json", stdin=log.encode())
    assert said.code == 0, said.err
    assert said.json()["counts"] == {"session": {"added": 2}}
    assert roma.rows(
        "SELECT day, ended_at - started_at, tags FROM timer_sessions ORDER BY day"
    ) == [
        ("2026-02-10", 3000, "#roma #code #two-words"),
        ("2026-02-11", 6000, "#naïve-projet #été"),
    ]
    said = roma.inside("data", "import", str(home / "frames"), "--json")
    assert said.json()["format"] == "watson"
    assert said.json()["counts"] == {"session": {"already here": 2}}


# --- whatever the sessions ------------------------------------------------------------------

ZONES = st.sampled_from(
    [
        *("UTC", "America/New_York", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe"),
        *("America/Santiago", "Africa/Cairo", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Niue"),
    ]
)
RESET_TIMES = st.sampled_from(["00:00", "00:30", "02:30", "04:00", "12:00", "22:00", "23:59"])
FIRST, LAST = parse_instant("2011-12-20T00:00:00Z"), parse_instant(NOW)
MOMENTS = st.one_of(
    st.integers(FIRST, LAST),
    st.integers(LAST - 3 * 86_400, LAST + 3600),
    # Around the changes of clocks, and Samoa's missing day.
    *(
        st.integers(-6 * 3600, 6 * 3600).map(lambda by, at=at: parse_instant(at) + by)  # type: ignore[misc]
        for at in ("2025-03-09T07:00:00Z", "2025-10-26T01:00:00Z", "2011-12-30T10:00:00Z")
    ),
)
SPANS = st.lists(
    st.tuples(MOMENTS, st.one_of(st.integers(0, 7200), st.integers(0, 200_000))), max_size=25
)


def boundary(zone: str, reset: str, day: date) -> int:
    reading = whenever.PlainDateTime(day.year, day.month, day.day, *map(int, reset.split(":")))
    return reading.assume_tz(zone, disambiguation="compatible").timestamp()


def expected_day(zone: str, reset: str, end: int) -> date:
    near = datetime.fromtimestamp(end, UTC).date()
    dates = [near + timedelta(days=number) for number in range(-3, 4)]
    return max(day for day in dates if boundary(zone, reset, day) <= end)


@pytest.fixture(scope="module", autouse=True)
def _same_zone_data() -> None:
    whenever.reset_tzpath(zoneinfo.TZPATH)
    whenever.clear_tzcache()


def test_whatever_comes_in_each_is_in_its_day_and_the_sums_hold(
    tmp_path: Path, template: Path, request: pytest.FixtureRequest
) -> None:
    deep = request.config.getoption("--deep", default=False)
    made = 0

    @settings(
        max_examples=300 if deep else 20,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(ZONES, RESET_TIMES, SPANS, st.booleans())
    def check(zone: str, reset: str, spans: list[tuple[int, int]], worked: Any) -> None:
        nonlocal made
        made += 1
        folder = tmp_path / str(made)
        folder.mkdir()
        person = Person(folder / "roma.db", MADE, template=template)
        if worked:
            person.call(session_count.add)
        person.at(NOW).call(
            config_commands.set_values, parsed(timezone=zone, daily_reset_time=reset)
        )
        if worked:
            person.call(session_count.add)
        before = content(person)
        lines = [
            {"id": str(at), "project": "p", "start": start, "stop": start + length}
            for at, (start, length) in enumerate(spans)
        ]
        frames = json.dumps([[one["start"], one["stop"], "p", one["id"], []] for one in lines])
        if not lines:
            return
        told = bring_in(person, "watson", frames)
        kept = [(start, start + length) for start, length in spans if 0 < length <= LAST - start]
        today = expected_day(zone, reset, LAST)
        expected = sorted(
            (end, None if day == today else day.isoformat())
            for _, end in kept
            for day in [expected_day(zone, reset, end)]
        )
        found = person.rows(
            "SELECT ended_at, day FROM timer_sessions WHERE source = 'import' ORDER BY ended_at"
        )
        assert sorted(found, key=lambda one: one[0]) == expected
        assert told["counts"].get("session", {}).get("added", 0) == len(kept)
        assert_explained(person)
        after = content(person)
        assert bring_in(person, "watson", frames)["operation"] is None
        assert content(person) == after
        if kept:
            person.call(undo_commands.undo)
            assert content(person) == before

    check()

"""Statistics match their rows: random timelines, counted again by independent code.

The timelines are made by the commands themselves, around clock changes, with pauses, boundaries
crossed and journeys. The second opinion is plain SQL on the rows, and `whenever` for the clock.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import whenever
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roma_cli.domain.day import parse_instant
from roma_cli.domain.errors import RomaError
from roma_cli.usecases.stats import commands as stats_commands
from roma_cli.usecases.stats.collect import StatsQuery
from tests.journeys.in_process import Person
from tests.support import Roma

MINUTE, HOUR = 60, 3600

# zone, when its days begin, and a moment some hours before its clocks change
BEGINNINGS = st.sampled_from(
    [
        ("UTC", "00:00", "2026-03-04T12:00:00Z"),
        ("America/New_York", "00:00", "2026-03-07T20:00:00Z"),
        ("America/New_York", "02:30", "2026-10-31T20:00:00Z"),
        ("Europe/Berlin", "04:00", "2026-03-28T12:00:00Z"),
        ("Europe/Berlin", "02:30", "2026-10-24T18:00:00Z"),
        ("America/Santiago", "00:00", "2026-09-05T18:00:00Z"),  # a midnight that is skipped
        ("Australia/Lord_Howe", "01:45", "2026-04-04T06:00:00Z"),  # half an hour
        ("Pacific/Apia", "00:00", "2011-12-29T20:00:00Z"),  # a date that is skipped
    ]
)
ZONES = st.sampled_from(["UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati"])
MINUTES = st.integers(1, 240)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("start"), MINUTES, st.integers(0, 3)),
        st.tuples(st.just("rest"), MINUTES, st.just(0)),
        *(st.tuples(st.just(verb), st.just(0), st.just(0)) for verb in ("pause", "resume", "stop")),
        st.tuples(st.just("wait"), st.integers(1, 90), st.just(0)),
        st.tuples(st.just("wait"), st.integers(60, 1500), st.just(0)),
    ),
    min_size=5,
    max_size=30,
)
EXTRAS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), MINUTES, st.integers(0, 3)),
        st.tuples(st.just("move"), ZONES, st.booleans()),
    ),
    max_size=3,
)


class Timeline(Roma):
    """One user's days, and the pauses of each session as known without the audit."""

    def __init__(self, folder: Path, begun: tuple[str, str, str]) -> None:
        super().__init__(folder)
        zone, reset, now = begun
        self.now = parse_instant(now)
        self.pauses: dict[str, list[list[int]]] = {}
        self.do("config", "set", "timezone", zone)
        self.do("config", "set", "daily_reset_time", reset)
        for title, tags in (("a", ["one"]), ("b", ["two"]), ("c", [])):
            self.do("task", "add", title, *(f"--tag={tag}" for tag in tags))

    def step(self, verb: str, number: Any, other: Any) -> None:
        if verb == "wait":
            self.now += number * MINUTE
            self.do("reset", "check")
            return
        task = ("--task", str(other)) if other else ()
        words = {
            "start": ("timer", "start", "work", "--minutes", str(number), *task),
            "rest": ("timer", "start", "short", "--minutes", str(number)),
            "add": ("session", "add", "--minutes", str(number), *task),
            "move": ("config", "set", "timezone", str(number), *["--keep-count"] * bool(other)),
        }.get(verb, ("timer", verb))
        try:
            self.do(*words)
        except RomaError:
            # No timer is running, or one already is: rejected, and nothing is changed.
            return
        if verb in ("pause", "resume"):
            [(key,)] = self.rows("SELECT id FROM timer_sessions WHERE ended_at IS NULL")
            if verb == "pause":
                self.pauses.setdefault(key, []).append([self.now])
            else:
                self.pauses[key][-1].append(self.now)

    def json(self, **asked: Any) -> list[dict[str, Any]]:
        with self.context() as context:
            found = stats_commands.show(context, StatsQuery(**asked)).json()
        made: list[dict[str, Any]] = json.loads(json.dumps(found))
        return made


def hours_again(one: Timeline) -> Counter[int]:
    """Count every minute of work by the clock of `whenever`, in the zone of its day's row."""
    zones = dict(one.rows("SELECT date, timezone FROM daily_session_stats"))
    [(here,)] = one.rows("SELECT timezone FROM user_configurations")
    counted: Counter[int] = Counter()
    for key, start, end, day in one.rows(
        "SELECT id, started_at, ended_at, day FROM timer_sessions"
        " WHERE kind = 'work' AND ended_at IS NOT NULL"
    ):
        pauses = [(pause[0], pause[1] if pause[1:] else end) for pause in one.pauses.get(key, ())]
        for minute in range(start, end, MINUTE):
            if not any(first <= minute < last for first, last in pauses):
                moment = whenever.Instant.from_timestamp(minute)
                counted[moment.to_tz(zones.get(day, here)).hour] += MINUTE
    return counted


SUMS = (
    "SELECT {by}, sum(kind = 'work' AND outcome = 'completed'),"
    " sum((kind = 'work') * (ended_at - started_at - paused_seconds)),"
    " sum((kind <> 'work') * (ended_at - started_at - paused_seconds))"
    " FROM timer_sessions WHERE ended_at IS NOT NULL GROUP BY 1"
)


def assert_all_agree(one: Timeline) -> None:
    everything = {"first": "1970-01-05"}
    days = one.json(**everything)
    [(today,)] = [(day["date"],) for day in days if day["open"]]
    rows: dict[str, list[int]] = {}
    for day, *sums in one.rows(SUMS.format(by="day")):
        before = rows.get(day or today, [0, 0, 0])
        rows[day or today] = [a + b for a, b in zip(before, sums, strict=True)]
    told = {
        day["date"]: [
            day["work_sessions_completed"], day["total_work_seconds"], day["total_break_seconds"]
        ]
        for day in days
    }  # fmt: skip
    assert {day: sums for day, sums in told.items() if any(sums)} == {
        day: sums for day, sums in rows.items() if any(sums)
    }
    dates = [day["date"] for day in days]
    assert dates == sorted(set(dates))

    work = sum(sums[1] for sums in told.values())
    done = sum(sums[0] for sums in told.values())
    for way in ("week", "month", "task", "tag", "hour"):
        parts = one.json(by=way, **everything)
        assert sum(part["work_seconds"] for part in parts) == work, way
        assert sum(part["sessions"] for part in parts) == done, way

    by_task = {part["task_id"]: part["work_seconds"] for part in one.json(by="task", **everything)}
    again = {task: seconds for task, _, seconds, _ in one.rows(SUMS.format(by="task_id"))}
    assert {task: number for task, number in by_task.items() if number} == {
        task: number for task, number in again.items() if number
    }
    by_tag = {part["tag"]: part["work_seconds"] for part in one.json(by="tag", **everything)}
    for task, tag in ((1, "#one"), (2, "#two")):
        assert by_tag.get(tag, 0) == again.get(task, 0)
    by_hour = {part["hour"]: part["work_seconds"] for part in one.json(by="hour", **everything)}
    assert {hour: number for hour, number in by_hour.items() if number} == hours_again(one)


def boundary(zone: str, reset: str, day: str) -> int:
    reading = whenever.Date.parse_iso(day).at(whenever.Time.parse_iso(reset + ":00"))
    return reading.assume_tz(zone, disambiguation="compatible").timestamp()


def assert_no_day_is_longer_than_it_was(one: Timeline, zone: str, reset: str) -> None:
    """Work and breaks of a day fit into it, plus the part of its first session before it."""
    for day, first, spent in one.rows(
        "SELECT day, min(started_at), sum(ended_at - started_at - paused_seconds)"
        " FROM timer_sessions WHERE day IS NOT NULL GROUP BY day"
    ):
        begins = boundary(zone, reset, day)
        following = whenever.Date.parse_iso(day).add(days=1).format_iso()
        ends = boundary(zone, reset, following)
        assert spent <= ends - min(begins, first), day


@pytest.fixture(scope="module")
def examples(request: pytest.FixtureRequest) -> int:
    return 300 if request.config.getoption("--deep", default=False) else 12


def test_statistics_match_their_rows_for_random_timelines(tmp_path: Path, examples: int) -> None:
    made = 0

    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(BEGINNINGS, STEPS, EXTRAS)
    def check(begun: tuple[str, str, str], steps: list[Any], extras: list[Any]) -> None:
        nonlocal made
        made += 1
        folder = tmp_path / str(made)
        folder.mkdir()
        one = Timeline(folder, begun)
        for step in steps:
            one.step(*step)
        if begun[0] != "Pacific/Apia":
            assert_no_day_is_longer_than_it_was(one, *begun[:2])
        for at, step in enumerate(extras):
            one.step(*step)
            one.step("wait", 400 * (at + 1), 0)
        assert_all_agree(one)

    check()


def test_a_session_across_the_boundary_belongs_to_the_day_in_which_it_ended(tmp_path: Path) -> None:
    person = Person(tmp_path / "roma.db", "2026-03-04T23:50:00Z")
    one = Roma(tmp_path)
    one.now = person.now
    one.do("timer", "start", "work", "--minutes", "25")
    one.now += HOUR
    days = person.at("2026-03-05T01:00:00Z").json(stats_commands.show, StatsQuery(days=2))
    assert [(day["date"], day["total_work_seconds"]) for day in days] == [
        ("2026-03-04", 0),
        ("2026-03-05", 1500),
    ]
    hours = person.json(stats_commands.show, StatsQuery(days=2, by="hour"))
    assert {one["hour"]: one["work_seconds"] for one in hours if one["work_seconds"]} == {
        23: 600,
        0: 900,
    }


def test_a_day_closed_ahead_of_today_by_a_flight_across_the_date_line_is_shown(
    tmp_path: Path,
) -> None:
    one = Roma(tmp_path)
    one.do("config", "set", "timezone", "Pacific/Kiritimati")
    one.do("session", "add")
    one.now += 2 * HOUR
    one.do("reset", "now")
    one.do("config", "set", "timezone", "Pacific/Niue")
    with one.context() as context:
        days: Any = stats_commands.show(context, StatsQuery()).json()
    assert [(day["date"], day["work_sessions_completed"], day["open"]) for day in days][-2:] == [
        ("2026-03-04", 0, True),
        ("2026-03-05", 1, False),
    ]

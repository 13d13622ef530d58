"""Whatever is done in whatever order, by whatever clock: every session is kept and explained."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain.day import parse_instant
from roma_cli.domain.errors import RomaError
from roma_cli.domain.settings import SETTINGS
from roma_cli.usecases.day import resets, session_count
from roma_cli.usecases.history import undo as undo_commands
from roma_cli.usecases.settings import config as config_commands
from roma_cli.usecases.timer import commands as timer_commands
from roma_cli.usecases.timer import corrections as timer_fixes
from tests.journeys.in_process import Person, parsed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

START = "2024-02-27T12:00:00Z"
STEPS = 300
HOUR = 3600
DAY = 24 * HOUR
YEAR = 365 * DAY
FIRST = parse_instant("1975-01-01T00:00:00Z")
LAST = parse_instant("2200-01-01T00:00:00Z")

ZONES = st.sampled_from(
    [
        "UTC",
        "Africa/Abidjan",  # Greenwich's clock all year, London's in winter
        "Europe/London",
        "America/New_York",
        "America/Los_Angeles",
        "America/Santiago",  # no midnight in September
        "Africa/Cairo",
        "Asia/Tokyo",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",  # half an hour of summer time
        "Pacific/Apia",  # lost a date in 2011
        "Pacific/Kiritimati",  # a whole day and two hours apart
        "Pacific/Niue",
    ]
)
RESET_TIMES = st.sampled_from(["00:00", "00:30", "02:30", "04:00", "12:00", "22:00", "23:59"])
SPANS = st.one_of(
    st.integers(1, 2 * HOUR),
    st.integers(1, 30).map(lambda hours: hours * HOUR),
    st.integers(1, 60).map(lambda number: number * DAY),
    st.integers(1, 80).map(lambda number: number * YEAR),
)


class Walk(RuleBasedStateMachine):
    """One person's years with roma, one step at a time."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.person = Person(self.template.with_suffix(".walk"), START, template=self.template)
        self.connection = sqlite3.connect(self.person.db, isolation_level=None)
        self.kept = 0
        self.audited = 0

    def teardown(self) -> None:
        self.connection.close()

    # --- steps ------------------------------------------------------------------------

    @rule(minutes=st.one_of(st.none(), st.integers(1, 1440)))
    def add(self, minutes: int | None) -> None:
        seconds = None if minutes is None else minutes * 60
        self.kept += self.try_to(session_count.add, seconds=seconds)

    @rule(ago=SPANS, minutes=st.integers(1, 1440))
    def add_in_the_past(self, ago: int, minutes: int) -> None:
        ended = max(FIRST, self.person.now - ago)
        if not self.try_to(session_count.add, at=ended, seconds=minutes * 60):
            return
        self.kept += 1
        own, _ = self.person.settings()
        its_day = days.day_at(counting.rule_of(own), ended)
        closed = its_day.end <= counting.last_reset(own)
        [(filed,)] = self.rows("SELECT day FROM timer_sessions ORDER BY rowid DESC LIMIT 1")
        assert filed == (its_day.date.isoformat() if closed else None)

    @rule(count=st.one_of(st.integers(0, 20), st.integers(995, 1001)))
    def set_the_count(self, count: int) -> None:
        self.try_to(session_count.set_count, count)

    @rule(
        kind=st.sampled_from([None, None, "work", "short_break", "long_break"]),
        minutes=st.one_of(st.none(), st.integers(1, 1440)),
    )
    def start_the_timer(self, kind: str | None, minutes: int | None) -> None:
        seconds = None if minutes is None else minutes * 60
        self.kept += self.try_to(timer_commands.start, kind, seconds=seconds)

    @rule(verb=st.sampled_from([timer_commands.pause, timer_commands.resume, timer_commands.stop]))
    def handle_the_timer(self, verb: Callable[..., Any]) -> None:
        self.try_to(verb)

    @rule()
    def skip_the_phase(self) -> None:
        self.kept += self.try_to(timer_commands.skip)

    @rule(
        verb=st.sampled_from([timer_commands.pause, timer_commands.resume, timer_commands.stop]),
        span=st.integers(1, 30 * HOUR),
    )
    def handle_the_timer_and_take_it_back_later(self, verb: Callable[..., Any], span: int) -> None:
        if self.try_to(verb):
            self.be_away(span)
            self.undo()

    @rule(
        kind=st.sampled_from([None, "short_break"]),
        ago=st.integers(1, 2 * HOUR),
        minutes=st.integers(1, 1440),
    )
    def start_the_timer_earlier(self, kind: str | None, ago: int, minutes: int) -> None:
        self.kept += self.try_to(timer_commands.start, kind, ago=ago, seconds=minutes * 60)

    @rule(seconds=st.integers(1, 5 * HOUR))
    def extend_the_timer(self, seconds: int) -> None:
        self.try_to(timer_fixes.extend, seconds)

    @rule()
    def note_an_interruption(self) -> None:
        self.try_to(timer_fixes.interrupt, "phone")

    @rule(late=st.integers(0, 200))
    def be_there_when_the_timer_ends(self, late: int) -> None:
        own, _ = self.person.settings()
        if own.timer_ends_at is not None:
            self.person.now = min(LAST, own.timer_ends_at + late)
            self.try_to(resets.check)

    @rule()
    def reset(self) -> None:
        self.try_to(resets.now)

    @rule(zone=ZONES, keep_count=st.booleans())
    def move(self, zone: str, *, keep_count: bool) -> None:
        self.try_to(config_commands.set_values, parsed(timezone=zone), keep_count=keep_count)

    @rule(time=RESET_TIMES, keep_count=st.booleans())
    def change_the_reset_time(self, time: str, *, keep_count: bool) -> None:
        self.try_to(
            config_commands.set_values, parsed(daily_reset_time=time), keep_count=keep_count
        )

    @rule(name=st.sampled_from(["timezone", "daily_reset_time"]))
    def unset(self, name: str) -> None:
        self.try_to(config_commands.unset, SETTINGS[name])

    @rule(span=SPANS)
    def be_away(self, span: int) -> None:
        self.person.now = min(LAST, self.person.now + span)
        self.try_to(resets.check)

    @rule(span=SPANS)
    def set_the_clock_back(self, span: int) -> None:
        self.person.now = max(FIRST, self.person.now - span)
        self.try_to(resets.check)

    @rule()
    def be_away_to_the_boundary(self) -> None:
        own, _ = self.person.settings()
        self.person.now = min(LAST, days.day_at(counting.rule_of(own), self.person.now).end)
        self.try_to(resets.check)

    @rule()
    def undo(self) -> None:
        before = self.number_of_sessions()
        self.try_to(undo_commands.undo)
        self.kept -= before - self.number_of_sessions()
        assert self.kept >= 0
        # What is restored may be a rule under which a boundary has passed meanwhile.
        self.try_to(resets.check)

    def try_to(self, act: Callable[..., Any], *operands: Any, **options: Any) -> bool:
        """Do one act; return False if it was refused, in which case nothing may have changed."""
        before = self.number_of_operations()
        refusal = None
        try:
            self.person.call(act, *operands, **options)
        except RomaError as problem:
            refusal = problem
        if refusal is None:
            return True
        assert refusal.exit_code in (2, 3), f"{type(refusal).__name__}: {refusal.message}"
        assert self.number_of_operations() == before, "refused, and done all the same"
        return False

    # --- what always holds ------------------------------------------------------------

    @invariant()
    def no_session_is_lost(self) -> None:
        [(by_itself,)] = self.rows(
            "SELECT count(*) FROM audit_log_entries e JOIN operations o ON o.id = e.operation_id"
            " WHERE e.event_type = 'timer.started' AND o.actor = 'roma'"
        )
        assert self.number_of_sessions() == self.kept + by_itself

    @invariant()
    def one_timer_runs_at_most_and_what_has_ended_took_its_time(self) -> None:
        own, _ = self.person.settings()
        going = self.rows(
            "SELECT day, outcome, paused_at IS NULL, started_at + planned_seconds + paused_seconds"
            " FROM timer_sessions WHERE ended_at IS NULL"
        )
        assert len(going) <= 1
        for day, outcome, runs, end in going:
            assert (day, outcome) == (None, None)
            assert own.timer_ends_at == (end if runs else None)
            assert not runs or end > self.person.now
        assert not self.rows(
            "SELECT * FROM timer_sessions WHERE ended_at IS NOT NULL AND (paused_at IS NOT NULL"
            " OR outcome = 'completed' AND ended_at - started_at - paused_seconds"
            " <> planned_seconds)"
        )

    @invariant()
    def the_count_is_what_was_done_since_the_last_closing(self) -> None:
        [(count, override)] = self.rows(
            "SELECT today_session_count, manual_session_override FROM user_configurations"
        )
        assert count == self.done_in().get(None, 0)
        assert 0 <= count <= 1000
        assert override is None or 0 <= override <= 1000

    @invariant()
    def a_closed_day_counts_what_is_filed_under_it(self) -> None:
        stats = {
            date: tuple(sums)
            for date, *sums in self.rows(
                "SELECT date, work_sessions_completed, total_work_seconds, total_break_seconds,"
                " manual_overrides FROM daily_session_stats"
            )
        }
        work, rest = (
            dict(
                self.rows(
                    "SELECT day, sum(max(0, ended_at - started_at - paused_seconds))"
                    " FROM timer_sessions WHERE (kind = 'work') = ? AND day IS NOT NULL"
                    " GROUP BY day",
                    is_work,
                )
            )
            for is_work in (True, False)
        )
        overrides = dict(
            self.rows(
                "SELECT day, count(*) FROM session_adjustments"
                " WHERE reason = 'set' AND day IS NOT NULL GROUP BY day"
            )
        )
        done = self.done_in()
        filed = set(work) | set(rest) | set(overrides) | {date for date in done if date is not None}
        assert filed <= set(stats)
        assert stats == {
            date: tuple(each.get(date, 0) for each in (done, work, rest, overrides))
            for date in stats
        }
        assert all(number >= 0 for sums in stats.values() for number in sums)

    @invariant()
    def every_closing_of_a_day_is_one_event(self) -> None:
        for closings, events, corrections in self.rows(
            "SELECT sum(event_type IN ('stats.closed', 'stats.added')),"
            " sum(event_type LIKE 'event.%'), sum(event_type IN ('session.added',"
            " 'timer.completed', 'timer.skipped', 'timer.stopped'))"
            " FROM audit_log_entries e JOIN operations o ON o.id = e.operation_id"
            " WHERE o.kind = 'do' AND o.id > ? GROUP BY o.id",
            self.audited,
        ):
            assert closings <= 1
            assert events >= closings - corrections
            assert events <= 1
        [(self.audited,)] = self.rows("SELECT max(id) FROM operations")

    @invariant()
    def the_schedule_names_the_boundary_of_the_next_reset(self) -> None:
        own, schedule = self.person.settings()
        rule = counting.rule_of(own)
        reached = max(self.person.now, counting.last_reset(own))
        assert schedule.next_execution_at == days.day_at(rule, reached).end
        assert schedule.timezone == own.timezone
        assert counting.last_reset(own) - self.person.now <= 26 * HOUR, "no reset for years"
        assert counting.due(own, self.person.now) is None

    def done_in(self) -> Counter[str | None]:
        """Return what was counted, by the day it is filed under; None is the open day."""
        done: Counter[str | None] = Counter()
        for day, number in self.rows(
            "SELECT day, count(*) FROM timer_sessions"
            " WHERE kind = 'work' AND outcome = 'completed' GROUP BY day"
            " UNION ALL SELECT day, sum(delta) FROM session_adjustments GROUP BY day"
        ):
            done[day] += number
        return done

    def number_of_sessions(self) -> int:
        [(number,)] = self.rows("SELECT count(*) FROM timer_sessions")
        return int(number)

    def number_of_operations(self) -> int:
        """Return how many operations of the user there were; roma's own resets do not matter."""
        [(number,)] = self.rows(
            "SELECT count(*) FROM operations WHERE actor = 'user' OR kind <> 'do'"
        )
        return int(number)

    def rows(self, sql: str, *values: object) -> list[Any]:
        return self.connection.execute(sql, values).fetchall()


def test_no_order_of_steps_loses_or_miscounts_a_session(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    template = tmp_path / "template.db"
    Person(template, START).settings()

    class Here(Walk):
        """The walk, on copies of one fresh file."""

    Here.template = template
    deep = request.config.getoption("--deep", default=False)
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=400 if deep else 4, stateful_step_count=STEPS, deadline=None
        ),
    )

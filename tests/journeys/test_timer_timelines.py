"""Whatever is done with the timer, in whatever order, over whichever clock change: sums hold."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from roma_cli.context import Invocation
from roma_cli.dispatch import Command, dispatch
from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain.errors import RomaError, UsageError
from roma_cli.domain.timer_corrections import UnfinishedTimer, check_end, is_left_running
from roma_cli.storage.queries import days as day_queries
from roma_cli.usecases.day import resets, session_count
from roma_cli.usecases.history import undo as undo_commands
from roma_cli.usecases.settings import config as config_commands
from roma_cli.usecases.tasks import commands as task_commands
from roma_cli.usecases.timer import commands as timer_commands
from roma_cli.usecases.timer import corrections
from tests.journeys.in_process import Person, parsed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from roma_cli.context import Context

HOUR = 3600
# A zone, and an evening before its clocks change or a date goes missing.
EVENINGS = st.sampled_from(
    [
        ("UTC", "2026-03-04T18:00:00Z"),
        ("America/New_York", "2026-03-07T23:00:00Z"),
        ("America/New_York", "2026-10-31T22:00:00Z"),
        ("Europe/Berlin", "2026-03-28T17:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-04T08:00:00Z"),
        ("America/Santiago", "2026-09-05T22:00:00Z"),  # the day begins at 01:00
        ("Pacific/Apia", "2011-12-29T22:00:00Z"),  # the next date never was
    ]
)
RESET_TIMES = st.sampled_from(["00:00", "02:30", "04:00", "12:00"])
WAITS = st.one_of(
    st.integers(0, 300),
    st.integers(0, HOUR),
    st.sampled_from([0, 600, 1500, 1501, 9 * HOUR, 15 * HOUR, 24 * HOUR]),
)
LENGTHS = st.one_of(st.integers(1, 1500), st.integers(1, 2 * HOUR), st.integers(1, 20 * HOUR))
SECONDS = st.sampled_from([None, None, *(60 * one for one in (1, 10, 50, 90, 600, 1440))])
KINDS = st.sampled_from([None, "work", "work", "short_break"])

# What a user does: an act, its operands, its options.
STARTS = st.builds(
    lambda kind, seconds: (timer_commands.start, (kind,), {"seconds": seconds}), KINDS, SECONDS
)
EARLIER = st.builds(
    lambda ago, seconds: (timer_commands.start, ("work",), {"ago": ago, "seconds": seconds}),
    LENGTHS,
    SECONDS,
)
EXTENSIONS: st.SearchStrategy[Any] = LENGTHS.map(lambda length: (corrections.extend, (length,), {}))
VERBS: st.SearchStrategy[Any] = st.sampled_from(
    [timer_commands.pause, timer_commands.resume, timer_commands.skip, timer_commands.stop]
).map(lambda act: (act, (), {}))
NOTES = st.one_of(
    st.sampled_from([1, 2, None]).map(lambda task: (corrections.amend, (task,), {})),
    st.sampled_from(["", "phone"]).map(lambda reason: (corrections.interrupt, (reason,), {})),
)
OTHERS = st.one_of(
    st.integers(0, 12).map(lambda count: (session_count.set_count, (count,), {})),
    st.just((resets.now, (), {})),
)
WHEN_RUNNING = st.one_of(VERBS, EXTENSIONS, NOTES, OTHERS)
WHEN_IDLE = st.one_of(STARTS, STARTS, EARLIER, EARLIER, EXTENSIONS, NOTES, OTHERS)


class Step(NamedTuple):
    """What is done after a while, or so long after the end of what runs.

    `share` is how much of the time a session left running is said to have lasted, None none.
    """

    wait: int
    to_the_end: bool
    when_running: Any
    when_idle: Any
    share: float | None


STORY = st.lists(
    st.builds(
        Step, WAITS, st.booleans(), WHEN_RUNNING, WHEN_IDLE, st.one_of(st.none(), st.floats(0, 1))
    ),
    min_size=8,
    max_size=25,
)


ROWS = (
    "SELECT * FROM timer_sessions",
    "SELECT * FROM session_interruptions",
    "SELECT * FROM session_adjustments",
    "SELECT * FROM daily_session_stats",
    "SELECT * FROM user_configurations",
    "SELECT * FROM scheduled_tasks",
    "SELECT * FROM session_reset_events",
)


def says(share: float | None) -> Callable[[Context], UnfinishedTimer | None]:
    """Return a user who says that what they left running ended after a `share` of the time.

    None discards it.
    """

    def ask(context: Context) -> UnfinishedTimer | None:
        one = day_queries.running(context.file, context.user_id)
        if one is None or not is_left_running(one, context.rule, context.now):
            return None
        if share is None:
            return UnfinishedTimer(one, None)
        moment = one.started_at + int(share * (context.now - one.started_at))
        try:
            check_end(one, moment, now=context.now)
        except UsageError:
            return None
        return UnfinishedTimer(one, moment)

    return ask


def state(person: Person) -> list[Any]:
    """Return all that undo brings back."""
    return [sorted(person.rows(one), key=repr) for one in ROWS]


def explain(person: Person) -> None:
    """Assert that counts and statistics are what their rows say."""
    counted: defaultdict[str | None, int] = defaultdict(int)
    for day, number in person.rows(
        "SELECT day, count(*) FROM timer_sessions WHERE kind = 'work' AND outcome = 'completed'"
        " GROUP BY day UNION ALL SELECT day, sum(delta) FROM session_adjustments GROUP BY day"
    ):
        counted[day] += number
    [(count,)] = person.rows("SELECT today_session_count FROM user_configurations")
    assert count == counted[None]
    seconds: defaultdict[tuple[str, bool], int] = defaultdict(int)
    for day, is_work, some in person.rows(
        "SELECT day, kind = 'work', max(0, ended_at - started_at - paused_seconds)"
        " FROM timer_sessions WHERE day IS NOT NULL"
    ):
        seconds[day, bool(is_work)] += some
    stats = person.rows(
        "SELECT date, work_sessions_completed, total_work_seconds, total_break_seconds"
        " FROM daily_session_stats"
    )
    assert {day for day, _ in seconds} <= {date for date, *_ in stats}
    for date, number, work, rest in stats:
        assert (number, work, rest) == (counted[date], seconds[date, True], seconds[date, False])


def fit(person: Person) -> None:
    """Assert that no two sessions overlap, and that each day's fit into it.

    One that crosses the beginning of its day brings along what lies before it.
    """
    spent: defaultdict[Any, int] = defaultdict(int)
    rule = counting.rule_of(person.settings()[0])
    last = 0
    for started, ended, paused in person.rows(
        "SELECT started_at, ended_at, paused_seconds FROM timer_sessions"
        " WHERE ended_at IS NOT NULL ORDER BY started_at, ended_at"
    ):
        assert started >= last
        assert ended >= started
        last = ended
        day = days.day_at(rule, ended)
        focus = max(0, ended - started - paused)
        spent[day] += min(focus, ended - max(started, day.start))
    for day, some in spent.items():
        assert some <= day.end - day.start


@given(evening=EVENINGS, reset_time=RESET_TIMES, story=STORY)
def tell(folder: Path, evening: tuple[str, str], reset_time: str, story: list[Step]) -> None:
    zone, now = evening
    template = folder / f"{zone.replace('/', '-')}-{reset_time.replace(':', '')}.db"
    if not template.exists():
        begun = Person(template, now, zone=zone)
        begun.call(config_commands.set_values, parsed(daily_reset_time=reset_time))
        begun.call(task_commands.add, "one")
        begun.call(task_commands.add, "two")
    person = Person(folder / "story.db", now, zone=zone, template=template)
    for step in story:
        ends = person.settings()[0].timer_ends_at
        person.now = (ends if ends and step.to_the_end else person.now) + step.wait
        invocation = Invocation(person.now, person.environ)
        dispatch(invocation, Command(resets.check), [], ask=says(step.share))
        runs = person.rows("SELECT 1 FROM timer_sessions WHERE ended_at IS NULL")
        act, operands, options = step.when_running if runs else step.when_idle
        before = state(person)
        refused = None
        try:
            person.call(act, *operands, **options)
        except RomaError as problem:
            refused = problem
        if refused is not None:
            assert refused.exit_code in (2, 3), refused.message
            assert state(person) == before
            continue
        after = state(person)
        explain(person)
        fit(person)
        if after != before:
            person.call(undo_commands.undo)
            assert state(person) == before
            person.call(undo_commands.redo)
            assert state(person) == after
            explain(person)


def test_no_timeline_miscounts_overlaps_or_cannot_be_taken_back(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    deep = request.config.getoption("--deep", default=False)
    settings(max_examples=150 if deep else 5, deadline=None)(tell)(tmp_path)

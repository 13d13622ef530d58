"""Every filter and sort of a list, combined as one likes, beside a filter written for this test."""

from __future__ import annotations

import functools
import random
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
TODAY, SUNDAY = "2026-03-04", "2026-03-08"

DUES = (
    *("none", "none", "2026-02-01", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-08"),
    *("2026-03-09", "2027-01-01", "2026-03-03 18:00", "2026-03-04 11:59", "2026-03-04 12:00"),
    *("2026-03-04 23:59", "2026-03-05 00:00", "2026-03-08 23:59", "2026-03-09 00:00"),
)
TITLES = ("Write report", "Call Ann", "Buy MILK", "Straße fegen", "report on milk")
WEIGHTS = {"low": 1, "medium": 2, "high": 3}

STATUSES = ("pending", "completed", "waiting", "all")
OPTIONS: dict[str, tuple[str, ...]] = {
    "--status": STATUSES,
    "--priority": tuple(WEIGHTS),
    "--tag": ("home", "#WORK", "absent"),
    "--project": ("flat", "FLAT", "none"),
    "--due": ("today", "week", "overdue", "none"),
    "--before": ("2026-03-05", "2026-03-04 23:59", "2026-01-01"),
    "--after": ("2026-03-03", "2026-03-04 12:00", "2026-12-01"),
    "--sort": ("due", "priority", "created", "title", "id"),
    "--limit": ("1", "3", "1000"),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with tasks of every kind; to be copied, never changed."""
    roma = Roma(tmp_path_factory.mktemp("kinds"))
    rng = random.Random(1)  # noqa: S311 - some of everything
    for number in range(60):
        options = ["--due", DUES[number % len(DUES)], "-p", rng.choice(list(WEIGHTS))]
        options += rng.choice([[], ["-t", "home"], ["-t", "Work", "-t", "home"]])
        options += rng.choice([[], ["--project", "flat"]])
        options += rng.choice([[], [], [], ["--wait", "2026-03-06"]])
        roma.at(f"2026-03-01T{number // 60 + 8:02}:{number % 60:02}:00Z")
        assert roma.inside("task", "add", TITLES[number % 5], *options).code == 0
    for number in range(4, 61, 4):
        roma.at(f"2026-03-03T12:{number:02}:00Z" if number < 60 else "2026-03-03T13:00:00Z")
        assert roma.inside("task", "done", str(number)).code == 0
    return roma.db


@pytest.fixture
def full(roma: Roma, template: Path) -> Roma:
    """Return a roma with a copy of the template, at noon."""
    shutil.copy(template, roma.db)
    return roma


def _listed(roma: Roma, *arguments: str) -> list[dict[str, Any]]:
    said = roma.inside("task", "list", *arguments, "--json")
    assert said.code == 0, (arguments, said.err)
    found: list[dict[str, Any]] = said.json()
    return found


def _instant(text: str) -> int:
    """Return the epoch seconds of a date or a moment in UTC, with or without an offset."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def _deadline(task: dict[str, Any]) -> int:
    """Return when a task is overdue, in epoch seconds; a whole day when it has ended."""
    due = task["due_date"]
    if due is None:
        return 10**12
    return _instant(due) + (86_400 if task["due_all_day"] else 0)


def _status(task: dict[str, Any]) -> str:
    if task["status"] == "completed":
        return "completed"
    hidden = task["wait_until"] is not None and task["wait_until"] > NOW.isoformat()
    return "waiting" if hidden else "pending"


def _in_due(task: dict[str, Any], due: str) -> bool:
    day = (task["due_date"] or "")[:10]
    if due == "none" or not day:
        return due == "none" and not day
    if due == "overdue":
        # A moment is overdue after it, a day at its end.
        end = _deadline(task) - (1 if task["due_all_day"] else 0)
        return task["status"] == "pending" and end < NOW.timestamp()
    return TODAY <= day <= (TODAY if due == "today" else SUNDAY)


def _in_span(task: dict[str, Any], before: str | None, after: str | None) -> bool:
    day, end = (task["due_date"] or "")[:10], _deadline(task)
    if not day:
        return before is None and after is None
    if before is not None and (
        day >= before[:10] if task["due_all_day"] else end >= _instant(before)
    ):
        return False
    if after is None:
        return True
    if " " in after:
        return day >= after[:10] if task["due_all_day"] else end > _instant(after)
    return day > after


def _matches(task: dict[str, Any], chosen: dict[str, str], words: list[str]) -> bool:
    text = f"{task['title']} {task['description']} {' '.join(task['tags'])}".casefold()
    project = chosen.get("--project")
    tag = chosen.get("--tag")
    return all(
        (
            chosen.get("--status", "pending") in (_status(task), "all"),
            chosen.get("--priority") in (None, task["priority"]),
            tag is None or "#" + tag.lower().lstrip("#") in [one.lower() for one in task["tags"]],
            project is None or (task["project"] or "none") == project.lower(),
            "--due" not in chosen or _in_due(task, chosen["--due"]),
            _in_span(task, chosen.get("--before"), chosen.get("--after")),
            all(word.casefold() in text for word in words),
        )
    )


def _order(task: dict[str, Any]) -> tuple[object, ...]:
    """Pending ones by deadline, priority and number; hidden ones; then the last completed first."""
    kind = ("pending", "waiting", "completed").index(_status(task))
    if kind == 1:
        return (kind, task["wait_until"], 0, task["id"])
    if kind == 2:
        done = datetime.fromisoformat(task["completed_at"]).timestamp()
        return (kind, -done, 0, -task["id"])
    return (kind, _deadline(task), -WEIGHTS[task["priority"]], task["id"])


def _key(sort: str, task: dict[str, Any]) -> tuple[object, ...]:
    created = datetime.fromisoformat(task["created_at"]).timestamp()
    return {
        "due": _order(task),
        "priority": (-WEIGHTS[task["priority"]], task["id"]),
        "created": (-created, -task["id"]),
        "title": (task["title"].casefold(), task["id"]),
        "id": (task["id"],),
    }[sort]


def test_every_filter_and_sort_combines_with_every_other(full: Roma) -> None:
    everything = _listed(full, "--status", "all")
    assert len(everything) == 60
    rng = random.Random(2)  # noqa: S311 - some of everything
    seen = 0
    for _ in range(250):
        names = rng.sample(list(OPTIONS), rng.randint(1, 4))
        chosen = {name: rng.choice(OPTIONS[name]) for name in names}
        words = rng.choice([[], [], [], ["report"], ["STRASSE"], ["milk", "report"]])
        expected = [task for task in everything if _matches(task, chosen, words)]
        sort = chosen.get("--sort", "due")
        expected.sort(key=functools.partial(_key, sort))
        expected = expected[: int(chosen.get("--limit", "1000"))]
        given = [part for pair in chosen.items() for part in pair]
        got = [task["id"] for task in _listed(full, *words, *given)]
        assert got == [task["id"] for task in expected], (words, given)
        seen += len(got)
    assert seen > 500


def test_due_filters_that_exclude_each_other_leave_nothing(full: Roma) -> None:
    for given in (
        ("--due", "none", "--after", "2026-01-01"),
        ("--due", "none", "--before", "2027-06-01"),
        ("--after", "2026-03-05", "--before", "2026-03-05"),
        ("--status", "completed", "--due", "overdue"),
    ):
        assert _listed(full, *given) == [], given


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (("--status", "open"), "--status is one of pending, completed, waiting, all"),
        (("--sort", "size"), "--sort is one of due, priority, created, title, id"),
        (("--due", "never"), "--due is one of today, week, overdue, none"),
        (("--priority", "urgent"), "priority is low, medium or high"),
        (("--before", "someday"), "someday"),
        (("--limit", "0"), "not in the range"),
        (("--limit", "99999999999999999999"), "not in the range"),
        (("--tag", "x" * 60), "at most 50"),
        (("--project", "x" * 101), "at most 100"),
    ],
)
def test_a_filter_that_is_not_understood_says_what_is(
    full: Roma, given: tuple[str, str], named: str
) -> None:
    said = full.inside("task", "list", *given)
    assert (said.code, said.out) == (2, "")
    assert named in said.err


def test_a_pipe_gets_every_task_however_many(roma: Roma) -> None:
    titles = "\n".join(f"Task {number}" for number in range(1, 301)).encode()
    roma.inside("task", "add", "-", stdin=titles)
    lines = roma.inside("task", "list").out.splitlines()
    assert len(lines) == 301
    assert lines == roma.inside("task", "list", "--all").out.splitlines()
    assert len(_listed(roma)) == 300


def test_a_list_as_json_is_an_array_with_a_task_on_each_line(full: Roma) -> None:
    said = full.inside("task", "list", "--limit", "2", "--json")
    assert len(said.out.splitlines()) == 4
    assert len(said.json()) == 2
    assert full.inside("task", "list", "zebra", "--json").out == "[]\n"


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        ("2026-03-04 12:59", "today 12:59"),
        ("2026-03-04 11:00", "today 11:00, 1 hour late"),
        ("2026-03-03", "yesterday, overdue"),
        ("2026-03-01", "1 Mar, 3 days late"),
        ("2026-03-05 09:00", "tomorrow 09:00"),
        ("2026-03-07", "Sat, in 3 days"),
        ("2026-03-08 11:59", "Sun 11:59, in 3 days"),  # a minute short of four
        ("2026-03-08 12:00", "Sun 12:00, in 4 days"),
        ("2026-03-20", "20 Mar, in 16 days"),
        ("2027-03-04", "4 Mar 2027, in 365 days"),
    ],
)
def test_a_due_date_is_told_by_its_distance_which_is_never_rounded_up(
    roma: Roma, due: str, shown: str
) -> None:
    roma.inside("task", "add", "X", "--due", due)
    assert f"  {shown}  X" in roma.inside("task", "list").out

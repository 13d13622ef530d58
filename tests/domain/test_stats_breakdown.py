"""Breakdown of work: tags compared without case, and no row lost."""

from __future__ import annotations

from roma_cli.domain.stats.breakdown import TagTotal, TaskTotal, by_tag, by_task


def test_work_counts_once_under_each_of_its_tags_and_most_work_comes_first() -> None:
    sums = [
        ("", "", 1, 100),
        ("#deep", "#Work #home", 2, 3000),
        ("#WORK", "#work", 1, 1500),
        ("", "#home", 1, 1000),
    ]
    assert by_tag(sums) == [
        TagTotal("#Work", 3, 4500),
        TagTotal("#home", 3, 4000),
        TagTotal("#deep", 2, 3000),
        TagTotal(None, 1, 100),
    ]


def test_a_task_is_one_row_whether_its_days_are_closed_or_not() -> None:
    rows = [
        TaskTotal(None, None, None, None, 0, 9, 9000),
        TaskTotal(2, "b", 3, 5, 0, 1, 100),
        TaskTotal(1, "a", None, None, 1, 1, 100),
        TaskTotal(None, None, None, None, 0, 1, 1),
        TaskTotal(2, "b", 3, 5, 0, 1, 200),
    ]
    assert by_task(rows) == [
        TaskTotal(2, "b", 3, 5, False, 2, 300),
        TaskTotal(1, "a", None, None, True, 1, 100),
        TaskTotal(None, None, None, None, False, 10, 9001),
    ]

"""The count, the days, and their sums."""

from __future__ import annotations

from roma_cli.domain import counting
from roma_cli.storage.queries import checks as check_queries
from roma_cli.usecases.doctor.checks.finding import WARNING, Finding, judged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.usecases.doctor.checks.finding import Case

_FIX = "roma doctor --fix"


def count(case: Case) -> Finding:
    """Expect the count to be the sessions completed since the last reset plus the corrections."""
    wrong = [
        f"{one.user_name} has {one.count} sessions, the rows say {one.explained}"
        for one in check_queries.counts(case.file)
        if one.count != one.explained
    ]
    return judged("count", wrong, "sessions and corrections add up to it", mend=_FIX)


def override(case: Case) -> Finding:
    """Expect that the count set by hand is the newest correction of the running day."""
    wrong = [
        f"{one.user_name}'s count was set to {one.override}, the rows say {one.explained_override}"
        for one in check_queries.counts(case.file)
        if one.override != one.explained_override
    ]
    return judged("override", wrong, "what was set by hand is written down", mend=_FIX)


def statistics(case: Case) -> Finding:
    """Expect that each closed day's sums are those of its sessions and corrections."""
    wrong = check_queries.problems(case.file, "statistics")
    return judged(
        "statistics", wrong, "the sums of closed days hold", mend="roma stats", state=WARNING
    )


def overrides(case: Case) -> Finding:
    """Expect that each closed day's number of corrections is that of its rows."""
    wrong = check_queries.problems(case.file, "overrides")
    return judged(
        "corrections", wrong, "those of closed days add up", mend="roma stats", state=WARNING
    )


def closed_days(case: Case) -> Finding:
    """Expect that every day that has sessions has statistics."""
    wrong = check_queries.problems(case.file, "closed days")
    return judged("closed days", wrong, "each has its statistics", mend="roma log --type stats")


def timer(case: Case) -> Finding:
    """Expect that at most one timer runs, and in no day that is closed."""
    wrong = check_queries.problems(case.file, "timer")
    return judged("timer", wrong, "at most one runs", mend="roma timer stop")


def resets(case: Case) -> Finding:
    """Expect that no boundary brought two resets."""
    wrong = check_queries.problems(case.file, "resets")
    return judged("resets", wrong, "each boundary closed one day once", mend="roma reset history")


def reset_due(case: Case) -> Finding:
    """Expect that no daily reset waits; the doctor changes nothing, so it does none."""
    wrong = [
        f"the daily reset of {one.configuration.user_name} is due"
        for one in case.contexts
        if counting.due(one.configuration, one.now) is not None
    ]
    mend = "roma reset check --all-users"
    return judged("daily reset", wrong, "none is due", mend=mend, state=WARNING)


CHECKS = (count, override, statistics, overrides, closed_days, timer, resets, reset_due)

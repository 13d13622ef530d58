"""One way of looking at days: what scripts get of it, and what stands on a screen."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain import due as due_dates
from roma_cli.domain.stats import totals as stats_totals
from roma_cli.domain.text import plural
from roma_cli.usecases.result import Cell, Table, facts, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from roma_cli.domain.stats.totals import DayTotal, Streak
    from roma_cli.usecases.result import Block, Line
    from roma_cli.usecases.stats.collect import Window


class View(namedtuple("View", "keys records screen pipe")):
    """Days looked at in one way.

    `records` makes the rows that `--json` and `--csv` print, under the names in `keys`; `screen`
    is what a terminal shows, `pipe` what stands in its place in a pipe.
    """

    __slots__ = ()
    keys: Sequence[str]
    records: Callable[[], list[dict[str, object]]]
    screen: Sequence[Block]
    pipe: Sequence[Block]


def heading(window: Window, first: date, last: date) -> Line:
    """Return the line that says which days are looked at."""
    year = "" if first.year == last.year else f" {first.year}"
    if first == last:
        return line(Cell(f"{due_dates.day_name(last)} {last.year}", "heading"))
    days = f"{due_dates.day_name(first)}{year} to {due_dates.day_name(last)} {last.year}"
    cut = ", since roma knows your days" if first == window.since != last else ""
    return line(Cell(days, "heading"), Cell(cut, "dim"))


def nothing(window: Window) -> Line:
    """Return the line that stands for days before there were any."""
    return line(f"nothing up to {window.last}: roma knows your days since {window.since}")


def summary(totals: Sequence[DayTotal], streak: Streak, goal: int, days_off: str | None) -> Table:
    """Return in words what the days came to together, and the streak of all days."""
    found = stats_totals.summary(totals, goal)
    if found is None:
        return facts()
    whole = found.whole
    off = "" if days_off is None else f"; {days_off.replace(',', ', ')} off"
    pairs = [("streak", f"{plural(streak.current, 'day')} (longest {streak.longest}{off})")]
    if found.best is not None:
        best = found.best
        year = "" if best.date.year == whole.last.year else f" {best.date.year}"
        told = f"{due_dates.day_name(best.date)}{year}, {plural(best.sessions, 'session')}"
        pairs.append(("best day", f"{told}, {short(best.work_seconds)}".removesuffix(", ")))
    if found.median is not None and found.mean is not None:
        told = f"{found.median:g} sessions a day with work (mean {found.mean:.1f})"
        pairs.append(("median", told))
    told = plural(whole.sessions, "session")
    pairs.append(
        ("in all", f"{told}, {short(whole.work_seconds)} of focus".replace(",  of", ", no"))
    )
    if goal:
        pairs.append(("plan", planned(whole.sessions, whole.planned, open_=whole.open)))
        told = f"{goal} a day, reached on {whole.goal_days} of {plural(whole.days, 'day')}"
        pairs.append(("goal", told))
    return facts(*pairs)


def planned(done: int, plan: int, *, open_: bool) -> str:
    """Return in words how what was done compares with what was planned."""
    apart = done - plan
    told = f"{abs(apart)} {'more' if apart > 0 else 'fewer'}" if apart else "just as planned"
    still = ", today open" if open_ and apart < 0 else ""
    return f"{done} of {plural(plan, 'session')}, {told}{still}"


def short(seconds: int) -> str:
    """Return a length of time for a column: `25m`, `2h 05m`; of less than a minute nothing."""
    hours, minutes = divmod(seconds // due_dates.MINUTE, 60)
    if not hours:
        return f"{minutes}m" if minutes else ""
    return f"{hours}h {minutes:02}m"

"""One view of statistics, for a screen, a pipe and scripts, and the words that views share."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain import due as due_dates
from roma_cli.domain.stats import totals as stats_totals
from roma_cli.domain.text import plural
from roma_cli.usecases.result import Cell, Column, Table, facts, line
from roma_cli.usecases.stats import collect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from roma_cli.context import Context
    from roma_cli.domain.stats.totals import DayTotal
    from roma_cli.usecases.result import Block, Line
    from roma_cli.usecases.stats.collect import DaySeries, Window


class View(namedtuple("View", "keys rows screen pipe")):
    """Statistics in one form.

    `rows` makes the values that `--json` and `--csv` print under the `keys`; `screen` is what a
    terminal shows, `pipe` what a pipe gets instead.
    """

    __slots__ = ()
    keys: Sequence[str]
    rows: Callable[[], Iterable[Sequence[object]]]
    screen: Sequence[Block]
    pipe: Sequence[Block]

    def records(self) -> list[dict[str, object]]:
        """Return the rows as JSON objects."""
        return [dict(zip(self.keys, row, strict=True)) for row in self.rows()]


def screen(context: Context, found: DaySeries, *charts: Block) -> list[Block]:
    """Return charts of days between their heading and their summary."""
    if not found.totals:
        return [nothing(found.window)]
    first, last = found.totals[0].date, found.totals[-1].date
    return [heading(found.window, first, last), *charts, summary(context, found.totals)]


def table(names: Sequence[str], numbers: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Return a table of names, numbers (the first a count of sessions) and a mark, for a pipe."""
    columns = [*map(Column, names), *(Column(one, right=True) for one in numbers), Column("")]
    styles = [*[""] * len(names), "count", *[""] * (len(numbers) - 1), "dim"]
    return Table(columns, [list(map(Cell, row, styles)) for row in rows])


def heading(window: Window, first: date, last: date) -> Line:
    """Return the line that says which days are looked at."""
    year = "" if first.year == last.year else f" {first.year}"
    if first == last:
        return line(Cell(f"{due_dates.day_name(last)} {last.year}", "heading"))
    days = f"{due_dates.day_name(first)}{year} to {due_dates.day_name(last)} {last.year}"
    cut = ", since roma knows your days" if first == window.since != last else ""
    return line(Cell(days, "heading"), Cell(cut, "dim"))


def nothing(window: Window) -> Line:
    """Return the line that is shown for days before the first."""
    return line(f"nothing up to {window.last}: roma knows your days since {window.since}")


def summary(context: Context, totals: Sequence[DayTotal]) -> Table:
    """Return the sums and averages of some days in words, and the streak of all days."""
    own = context.configuration
    goal = own.daily_goal
    found = stats_totals.summary(totals, goal)
    if found is None:
        return facts()
    streak, period = collect.streak(context), found.period
    off = "" if own.days_off is None else f"; {own.days_off.replace(',', ', ')} off"
    pairs = [("streak", f"{plural(streak.current, 'day')} (longest {streak.longest}{off})")]
    if found.best is not None:
        best = found.best
        year = "" if best.date.year == period.last.year else f" {best.date.year}"
        words = f"{due_dates.day_name(best.date)}{year}, {plural(best.sessions, 'session')}"
        pairs.append(("best day", f"{words}, {short(best.work_seconds)}".removesuffix(", ")))
    if found.median is not None and found.mean is not None:
        words = f"{found.median:g} sessions a day with work (mean {found.mean:.1f})"
        pairs.append(("median", words))
    focus = f"{short(period.work_seconds)} of" if short(period.work_seconds) else "no"
    pairs.append(("in all", f"{plural(period.sessions, 'session')}, {focus} focus"))
    if goal:
        pairs.append(("plan", planned(period.sessions, period.planned, open_=period.open)))
        words = f"{goal} a day, reached on {period.goal_days} of {plural(period.days, 'day')}"
        pairs.append(("goal", words))
    return facts(*pairs)


def planned(done: int, plan: int, *, open_: bool) -> str:
    """Return in words how many sessions were done of those planned."""
    apart = done - plan
    words = f"{abs(apart)} {'more' if apart > 0 else 'fewer'}" if apart else "just as planned"
    still = ", today open" if open_ and apart < 0 else ""
    return f"{done} of {plural(plan, 'session')}, {words}{still}"


def short(seconds: int) -> str:
    """Return a length of time for a column: `25m`, `2h 05m`; of less than a minute nothing."""
    hours, minutes = divmod(seconds // due_dates.MINUTE, 60)
    if not hours:
        return f"{minutes}m" if minutes else ""
    return f"{hours}h {minutes:02}m"

"""One view of statistics for a screen, a pipe and scripts, and the text that views share."""

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

    `rows` makes the values that `--json` and `--csv` print under the `keys`; `screen` holds the
    blocks for a terminal, `pipe` those for a pipe.
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
    """Return the line that names the days shown."""
    year = "" if first.year == last.year else f" {first.year}"
    if first == last:
        return line(Cell(f"{due_dates.day_name(last)} {last.year}", "heading"))
    days = f"{due_dates.day_name(first)}{year} to {due_dates.day_name(last)} {last.year}"
    start = f", tracking since {first.day} {due_dates.month_name(first)}"
    return line(Cell(days, "heading"), Cell(start if first == window.since else "", "dim"))


def nothing(window: Window) -> Line:
    """Return the line shown for days before the first."""
    return line(f"no statistics up to {window.last}: tracking since {window.since}")


def summary(context: Context, totals: Sequence[DayTotal]) -> Table:
    """Return the sums and averages of some days as text, and the streak of all days."""
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
        noun = "session" if found.median == 1 else "sessions"
        words = f"{found.median:g} {noun} per day with work (mean {found.mean:.1f})"
        pairs.append(("median", words))
    focus = f"{short(period.work_seconds)} of" if short(period.work_seconds) else "no"
    pairs.append(("total", f"{plural(period.sessions, 'session')}, {focus} focus"))
    if goal:
        pairs.append(("plan", planned(period.sessions, period.planned, open_=period.open)))
        words = f"{goal} a day, reached on {period.goal_days} of {plural(period.days, 'day')}"
        pairs.append(("goal", words))
    return facts(*pairs)


def planned(done: int, plan: int, *, open_: bool) -> str:
    """Return how many of the planned sessions were done; `open_` if today is one of the days."""
    if done > plan:
        words = f"{done - plan} over"
    elif done == plan:
        words = "as planned"
    else:
        words = f"{plan - done} " + ("to go (today in progress)" if open_ else "under")
    return f"{done} of {plural(plan, 'session')}, {words}"


def short(seconds: int) -> str:
    """Return a length of time for a column: `25m`, `2h 05m`; "" below a minute."""
    hours, minutes = divmod(seconds // due_dates.MINUTE, 60)
    if not hours:
        return f"{minutes}m" if minutes else ""
    return f"{hours}h {minutes:02}m"

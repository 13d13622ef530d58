"""The question about a work session that was left running over the end of the day."""

from __future__ import annotations

from roma_cli.cli.printer import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Visit
    from roma_cli.domain.timer_corrections import Left

_PLANNED = "as planned"
_DISCARD = "discard"


def ask(visit: Visit) -> Left | None:
    """Ask when such a session ended; None where there is none, or where it ended as planned.

    Changes nothing, and holds no lock while it waits. Raises KeyboardInterrupt on Ctrl-C.
    """
    ends = visit.configuration.timer_ends_at
    if ends is None or ends > visit.now:
        return None
    from roma_cli.cli.input.prompts import ask as answered  # noqa: PLC0415 - only when a timer has ended
    from roma_cli.domain import due as due_dates  # noqa: PLC0415
    from roma_cli.domain import timer_corrections  # noqa: PLC0415
    from roma_cli.domain.dates.parse import parse_moment  # noqa: PLC0415
    from roma_cli.storage.queries import days as day_queries  # noqa: PLC0415

    session = day_queries.running(visit.file, visit.user_id)
    if session is None or not timer_corrections.is_left_running(session, visit.rule, visit.now):
        return None

    def meant(typed: str) -> int:
        return parse_moment(typed, visit.rule, visit.now, past=True)

    def check(typed: str) -> None:
        if typed.lower() not in (_PLANNED, _DISCARD):
            timer_corrections.check_end(session, meant(typed), now=visit.now)

    begun, planned = (
        due_dates.when(due_dates.Due(moment, None), visit.rule, visit.now)
        for moment in (session.started_at, ends)
    )
    day, _, clock = planned.rpartition(" ")
    past = clock if begun.startswith(f"{day} ") else planned
    say(f"Work that began {begun} was left running past {past}.")
    say(f'Type a time such as "yesterday 17:10", or {_DISCARD}.')
    typed = answered("When did it end?", _PLANNED, check).lower()
    if typed == _PLANNED:
        return None
    return timer_corrections.Left(session, None if typed == _DISCARD else meant(typed))

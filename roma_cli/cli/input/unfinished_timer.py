"""The question about a work session that was left running over the end of the day."""

from __future__ import annotations

from roma_cli.cli.printer import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.domain.timer_corrections import UnfinishedTimer

_PLANNED = "as planned"
_DISCARD = "discard"


def ask(context: Context) -> UnfinishedTimer | None:
    """Ask when such a session ended; None where there is none, or where it ended as planned.

    Changes nothing, and holds no lock while it waits. Raises KeyboardInterrupt on Ctrl-C.
    """
    ends = context.configuration.timer_ends_at
    if ends is None or ends > context.now:
        return None
    from roma_cli.cli.input.prompts import ask as answered  # noqa: PLC0415 - only when a timer has ended
    from roma_cli.domain import due as due_dates  # noqa: PLC0415
    from roma_cli.domain import timer_corrections  # noqa: PLC0415
    from roma_cli.domain.dates.parse import parse_moment  # noqa: PLC0415
    from roma_cli.storage.queries import days as day_queries  # noqa: PLC0415

    session = day_queries.running(context.file, context.user_id)
    if session is None or not timer_corrections.is_left_running(session, context.rule, context.now):
        return None

    def meant(typed: str) -> int:
        return parse_moment(typed, context.rule, context.now, past=True)

    def check(typed: str) -> None:
        if typed.lower() not in (_PLANNED, _DISCARD):
            timer_corrections.check_end(session, meant(typed), now=context.now)

    begun, planned = (
        due_dates.when(due_dates.Due(moment, None), context.rule, context.now)
        for moment in (session.started_at, ends)
    )
    day, _, clock = planned.rpartition(" ")
    past = clock if begun.startswith(f"{day} ") else planned
    say(f"Work that began {begun} was left running past {past}.")
    say(f'Type a time such as "yesterday 17:10", or {_DISCARD}.')
    typed = answered("When did it end?", _PLANNED, check).lower()
    if typed == _PLANNED:
        return None
    return timer_corrections.UnfinishedTimer(session, None if typed == _DISCARD else meant(typed))

"""Delivery of notices to people and programs, through the channels the user has chosen.

Nothing here raises, and a notice counts as delivered only when the receiver has confirmed it. Text
from tasks is passed to programs as separate arguments or as JSON on stdin, never through a shell.
"""

from __future__ import annotations

import sys
from collections import namedtuple

from roma_cli.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, TextIO

    from roma_cli.domain.records import Configuration

COMMAND_SECONDS = 10
MISSED = "missed while away"

_BELL = "\a"


class Notice(namedtuple("Notice", "title body task_id kind late data")):
    """A message to the user.

    `kind` is `reminder`, `timer` or `test`. `late` marks what was "missed while away". `data` is
    additional data for programs, in JSON types.
    """

    __slots__ = ()
    title: str
    body: str
    task_id: int | None
    kind: str
    late: bool
    data: dict[str, Any]


class Outcome(namedtuple("Outcome", "channel ok detail")):
    """The result of one channel: `detail` is one printable line and never holds a secret.

    `ok` means that the receiver accepted the notice, not that anybody has seen it.
    """

    __slots__ = ()
    channel: str
    ok: bool
    detail: str


def channels_of(settings: Configuration) -> tuple[str, ...]:
    """Return the user's notification channels; empty if notifications are off."""
    if not settings.notification_enabled:
        return ()
    return tuple(settings.notification_channels.split(","))


def as_json(notice: Notice) -> bytes:
    """Return `notice` as JSON for programs: one object, in ASCII, on one line."""
    import json  # noqa: PLC0415 - 4 ms, and only programs need it

    return json.dumps(notice._asdict(), default=str).encode("ascii") + b"\n"


def deliver(
    notice: Notice,
    channels: Sequence[str],
    settings: Configuration,
    environ: Mapping[str, str],
) -> list[Outcome]:
    """Send `notice` through all `channels` in parallel; return the result of each, in order.

    Takes as long as the slowest one, at most about `COMMAND_SECONDS`. Ctrl-C ends the programs
    that are still running and is raised again.
    """
    from functools import partial  # noqa: PLC0415 - most runs send nothing

    from roma_cli.adapters import subprocesses  # noqa: PLC0415 - likewise
    from roma_cli.adapters.workers import Worker  # noqa: PLC0415 - likewise

    workers = [
        Worker(partial(_outcome, channel, notice, settings, environ))
        for channel in dict.fromkeys(channels)
    ]
    try:
        for worker in workers:
            try:
                worker.start()
            except RuntimeError:  # no more threads available
                worker.run()
        for worker in workers:
            if worker.ident is not None:
                worker.join()
    except BaseException:
        subprocesses.end_all()
        raise
    return [worker.result() for worker in workers]


def _outcome(
    channel: str, notice: Notice, settings: Configuration, environ: Mapping[str, str]
) -> Outcome:
    try:
        ok, detail = _send(channel, notice, settings, environ)
    except Exception as error:  # noqa: BLE001 - whatever this is, saved changes are kept
        # Only its type: the text could contain a secret.
        ok, detail = False, f"failed unexpectedly: {type(error).__name__}"
    return Outcome(channel, ok, visible(detail))


def _send(
    channel: str, notice: Notice, settings: Configuration, environ: Mapping[str, str]
) -> tuple[bool, str]:
    if channel == "desktop":
        from roma_cli.adapters.notify import desktop  # noqa: PLC0415 - only where it is wanted

        return desktop.show(notice.title, _body(notice), environ)
    if channel == "terminal":
        return write(notice, sys.stderr, bell=bool(settings.sound_enabled))
    if channel == "command":
        return _command(settings.notify_command, as_json(notice), environ)
    if channel == "webhook":
        from roma_cli.adapters.notify import webhook  # noqa: PLC0415 - only where it is wanted

        return webhook.post(
            settings.webhook_url,
            as_json(notice),
            secret_file=settings.webhook_secret_file,
            allow_private=bool(settings.webhook_allow_private),
        )
    return False, "unknown channel"


def _body(notice: Notice) -> str:
    return "\n".join(part for part in (MISSED if notice.late else "", notice.body) if part)


def write(notice: Notice, stream: TextIO | None, *, bell: bool) -> tuple[bool, str]:
    """Write `notice` as one line to a terminal, with the bell if `bell`; return the result."""
    parts = (notice.title, " ".join(notice.body.split()), MISSED if notice.late else "")
    line = " - ".join(visible(part) for part in parts if part)
    return _print(f"{_BELL if bell else ''}{notice.kind}: {line}\n", stream)


def ring(stream: TextIO | None) -> None:
    """Ring the bell if `stream` is a terminal that accepts it."""
    _print(_BELL, stream)


def _print(text: str, stream: TextIO | None) -> tuple[bool, str]:
    if stream is None or stream.closed or not stream.isatty():
        return False, "not a terminal"
    try:
        stream.write(text)
        stream.flush()
    except (OSError, ValueError) as error:
        return False, f"can't write to the terminal: {type(error).__name__}"
    return True, "written"


def _command(line: str | None, data: bytes, environ: Mapping[str, str]) -> tuple[bool, str]:
    import shlex  # noqa: PLC0415 - loads `re`, 2.5 ms

    from roma_cli.adapters import subprocesses  # noqa: PLC0415 - only where it is wanted

    if not line:
        return False, "notify_command is not set"
    try:
        argv = shlex.split(line)
    except ValueError:
        return False, "notify_command has an unclosed quote"
    if not argv:
        return False, "notify_command is blank"
    problem = subprocesses.run(argv, data, environ, limit=COMMAND_SECONDS)
    return not problem, f"{argv[0]}: {problem or 'exit status 0'}"

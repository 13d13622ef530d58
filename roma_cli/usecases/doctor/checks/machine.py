"""The machine: its SQLite, clock and zone data, what cron would find, and the backups."""

from __future__ import annotations

import os
import shlex

from roma_cli.adapters import file_status
from roma_cli.adapters import machine as host
from roma_cli.adapters import zone_data as zonedata
from roma_cli.adapters.notify import hooks
from roma_cli.adapters.scheduling import jobs, scheduler
from roma_cli.domain import day as days
from roma_cli.domain.errors import RomaError
from roma_cli.storage.queries import checks as check_queries
from roma_cli.usecases.doctor.checks.finding import WARNING, Finding, judged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Invocation
    from roma_cli.usecases.doctor.checks.finding import Case

_HOUR = 3600
_DAY = 24 * _HOUR
_FIXED = (3, 51, 3)

_CRON_PATH = "/usr/bin:/bin"
"""All the PATH that cron gives a program, unless the crontab sets another."""

_OLDEST_ZONES = 2 * 365 * _DAY
_BACKUP_DAYS = 7
_OTHERS = 0o077


def sqlite(_request: Invocation) -> Finding:
    """Expect an SQLite without the fault that two processes can meet as they end the log."""
    version = check_queries.sqlite_version()
    text = ".".join(map(str, version))
    repaired = version >= _FIXED
    wrong = [f"SQLite {text} has the WAL-reset bug (repaired in 3.51.3), which is very rare"]
    return judged(
        "SQLite",
        [] if repaired else wrong,
        f"version {text}",
        mend="roma data backup",
        state=WARNING,
    )


def zone_data(invocation: Invocation) -> Finding:
    """Expect that the zones' rules are of a known version, and not years old."""
    where, version = zonedata.zone_data_version()
    if version == zonedata.UNKNOWN:
        wrong = [f"the zone data in {where or 'no folder'} do not tell their version"]
    else:
        year = int(version[:4])
        age = invocation.now - days.parse_instant(f"{year}-01-01T00:00:00Z")
        wrong = [f"the zone data are of {version}"] if age > _OLDEST_ZONES else []
    mend = "pip install --upgrade tzdata"
    return judged("zone data", wrong, f"{version}, from {where}", mend=mend, state=WARNING)


def hook_files(invocation: Invocation) -> Finding:
    """Expect that every hook has a name that roma calls, and can be run."""
    folder = _hooks_folder(invocation)
    wrong, mend = [], ""
    for name in _listed(folder):
        path = os.path.join(folder, name)
        if name not in hooks.NAMES:
            wrong.append(f"no hook is called {name}")
            mend = mend or f"ls {shlex.quote(folder)}"
        elif not os.access(path, os.X_OK):
            wrong.append(f"{path} is not executable")
            mend = f"chmod u+x {shlex.quote(path)}"
    return judged("hooks", wrong, "each can be run", mend=mend, state=WARNING)


def cron(invocation: Invocation) -> Finding:
    """Expect that what the machine runs by itself is this roma on this file."""
    from roma_cli.usecases.settings.schedule import machine_jobs  # noqa: PLC0415 - reads cron expressions

    wanted = machine_jobs(invocation)
    states = {}
    for name, systemd in (("crontab", False), ("systemd", True)):
        try:
            report = scheduler.status(wanted, invocation.environ, systemd=systemd)
        except RomaError:
            # No such program here, so nothing of ours runs there.
            continue
        states[name] = report.change
    stale = [name for name, state in states.items() if state == "outdated"]
    mend = "roma schedule install" + (" --systemd" if stale == ["systemd"] else "")
    wrong = [f"{name} runs another roma or another file" for name in stale]
    runs = [name for name, state in states.items() if state == "installed"]
    said = f"installed in {' and '.join(runs)}" if runs else "not installed; resets need no cron"
    return judged("cron", wrong, said, mend=mend, state=WARNING)


def clock(case: Case) -> Finding:
    """Expect that the clock is not behind what the file has seen already."""
    newest = check_queries.newest_moment(case.file)
    ahead = newest - case.invocation.now
    wrong = [f"the file was written {ahead // _HOUR} hours from now"] if ahead > _HOUR else []
    return judged("clock", wrong, "not behind the file's newest entry", mend="date", state=WARNING)


def cron_environment(case: Case) -> Finding:
    """Expect what notices and hooks need to be there for cron too, whose environment is bare."""
    wrong, mend = [], ""
    environ = case.invocation.environ
    for context in case.contexts:
        program = _program(context.configuration.notify_command)
        if program and jobs.find(program, {"PATH": _CRON_PATH}) is None:
            wrong.append(f"cron does not find {program}, which notify_command calls")
            found = jobs.find(program, environ) or f"/path/to/{program}"
            mend = f"roma config set notify_command {shlex.quote(found)}"
    folder = _hooks_folder(case.invocation)
    bare = {"HOME": environ["HOME"]} if "HOME" in environ else {}
    under_cron = _hooks_folder(case.invocation._replace(environ=bare))
    if folder != under_cron and _listed(folder):
        wrong.append(f"cron sets no XDG_CONFIG_HOME, so it looks for hooks in {under_cron}")
        mend = mend or f"ln -s {shlex.quote(folder)} {shlex.quote(under_cron)}"
    return judged("cron's environment", wrong, "nothing is missing", mend=mend, state=WARNING)


def webhook_secret(case: Case) -> Finding:
    """Expect that the webhook's secret is there, and nobody else can read it."""
    wrong, mend = [], ""
    for context in case.contexts:
        path = context.configuration.webhook_secret_file
        if not path:
            continue
        one = file_status.seen(path)
        if one is None or not one.regular:
            wrong.append(f"{path} is not there")
            mend = "roma config unset webhook_secret_file"
        elif one.mode & _OTHERS or one.owner != file_status.me():
            wrong.append(f"others can read {path} (mode {one.mode:04o})")
            mend = f"chmod 600 {shlex.quote(path)}"
    return judged("webhook secret", wrong, "nobody else can read it", mend=mend, state=WARNING)


def backups(case: Case) -> Finding:
    """Expect that there is a backup that is not older than a week."""
    newest = newest_backup(case.path)
    if newest is None:
        return Finding("backups", WARNING, "there is none", "roma data backup")
    age = (case.invocation.now - newest) // _DAY
    wrong = [f"the newest is {age} days old"] if age > _BACKUP_DAYS else []
    said = f"the newest is of {days.iso_utc(newest)}"
    return judged("backups", wrong, said, mend="roma data backup", state=WARNING)


def newest_backup(path: str) -> int | None:
    """Return when the newest backup of the file at `path` was made, or None."""
    from roma_cli.storage.backups import backup  # noqa: PLC0415 - only the doctor asks

    return max((one.made_at for one in backup.backups(path)), default=None)


def _hooks_folder(invocation: Invocation) -> str:
    try:
        return os.path.join(host.config_directory(invocation.environ), "hooks")
    except RomaError:
        return ""


def _listed(folder: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError:
        return []


def _program(command: str | None) -> str:
    try:
        return (shlex.split(command or "") or [""])[0]
    except ValueError:
        return ""


OUTSIDE = (sqlite, zone_data, hook_files, cron)
"""Need no open file."""

CHECKS = (clock, cron_environment, webhook_secret, backups)
"""Need the open file."""

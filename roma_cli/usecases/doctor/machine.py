"""Checks of the machine: SQLite, clock, zone data, cron's environment, and backups."""

from __future__ import annotations

import os
import shlex

from roma_cli.adapters import file_status, machine
from roma_cli.adapters import zone_data as zone_files
from roma_cli.adapters.notify import hooks
from roma_cli.adapters.scheduling import jobs, scheduler
from roma_cli.domain import day as days
from roma_cli.domain.errors import RomaError
from roma_cli.storage.backups import backup
from roma_cli.storage.queries import checks as check_queries
from roma_cli.usecases.doctor.check import Report
from roma_cli.usecases.settings.schedule import machine_jobs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Invocation
    from roma_cli.usecases.doctor.check import Case

_HOUR = 3600
_DAY = 24 * _HOUR
_FIXED = (3, 51, 3)

_CRON_PATH = "/usr/bin:/bin"
"""The PATH that cron gives a program, unless the crontab sets another."""

_OLDEST_ZONES = 2 * 365 * _DAY
_BACKUP_DAYS = 7
_OTHERS = 0o077


def sqlite(_invocation: Invocation) -> Report:
    """Expect an SQLite without the bug in two processes' simultaneous WAL reset."""
    version = check_queries.sqlite_version()
    text = ".".join(map(str, version))
    problem = f"SQLite {text} has the WAL-reset bug (fixed in 3.51.3), which occurs very rarely"
    return Report([] if version >= _FIXED else [problem], f"version {text}")


def zone_data(invocation: Invocation) -> Report:
    """Expect zone data of a known version that is not years old."""
    where, version = zone_files.zone_data_version()
    if version == zone_files.UNKNOWN:
        return Report([f"the zone data in {where or 'no folder'} has no version"])
    age = invocation.now - days.parse_instant(f"{int(version[:4])}-01-01T00:00:00Z")
    problems = [f"the zone data is version {version}"] if age > _OLDEST_ZONES else []
    return Report(problems, f"{version}, from {where}")


def hook_files(invocation: Invocation) -> Report:
    """Expect that every hook has a name that roma runs, and is executable."""
    folder = _hooks_folder(invocation)
    problems, mend = [], f"ls {shlex.quote(folder)}"
    for name in _listed(folder):
        path = os.path.join(folder, name)
        if name not in hooks.NAMES:
            problems.append(f"{name} is not a hook name")
        elif not os.access(path, os.X_OK):
            problems.append(f"{path} is not executable")
            mend = f"chmod u+x {shlex.quote(path)}"
    return Report(problems, mend=mend)


def cron(invocation: Invocation) -> Report:
    """Expect that the installed scheduler runs this roma with this file."""
    wanted = machine_jobs(invocation)
    states = {}
    for name, place in (("crontab", scheduler.CRONTAB), ("systemd", scheduler.SYSTEMD)):
        try:
            report = place.status(wanted, invocation.environ)
        except RomaError:
            # The program is not installed, so it has no jobs.
            continue
        states[name] = report.change
    stale = [name for name, state in states.items() if state == "outdated"]
    runs = [name for name, state in states.items() if state == "installed"]
    return Report(
        [f"{name} runs another roma or another file" for name in stale],
        f"installed in {' and '.join(runs)}" if runs else "not installed; resets need no cron",
        "roma schedule install" + (" --systemd" if stale == ["systemd"] else ""),
    )


def clock(case: Case) -> list[str]:
    """Expect that the clock is not behind the file's newest entry."""
    [(newest,)] = check_queries.rows(case.file, "newest operation")
    ahead = newest - case.invocation.now
    return [f"the file was written {ahead // _HOUR} hours in the future"] if ahead > _HOUR else []


def cron_environment(case: Case) -> Report:
    """Expect that notices and hooks also work in cron's minimal environment."""
    problems, mend = [], ""
    environ = case.invocation.environ
    for context in case.contexts:
        program = _program(context.configuration.notify_command)
        if program and jobs.find(program, {"PATH": _CRON_PATH}) is None:
            problems.append(f"cron can't find {program}, which notify_command runs")
            found = jobs.find(program, environ) or f"/path/to/{program}"
            mend = f"roma config set notify_command {shlex.quote(found)}"
    folder = _hooks_folder(case.invocation)
    bare = {"HOME": environ["HOME"]} if "HOME" in environ else {}
    under_cron = _hooks_folder(case.invocation._replace(environ=bare))
    if folder != under_cron and _listed(folder):
        problems.append(f"cron sets no XDG_CONFIG_HOME, so it looks for hooks in {under_cron}")
        mend = mend or f"ln -s {shlex.quote(folder)} {shlex.quote(under_cron)}"
    return Report(problems, mend=mend)


def webhook_secret(case: Case) -> Report:
    """Expect that the webhook's secret file exists, and nobody else can read it."""
    problems, mend = [], ""
    for path in filter(None, (one.configuration.webhook_secret_file for one in case.contexts)):
        one = file_status.seen(path)
        if one is None or not one.regular:
            problems.append(f"{path} is missing")
            mend = "roma config unset webhook_secret_file"
        elif one.mode & _OTHERS or one.owner != file_status.me():
            problems.append(f"others can read {path} (mode {one.mode:04o})")
            mend = f"chmod 600 {shlex.quote(path)}"
    return Report(problems, mend=mend)


def backups(case: Case) -> Report:
    """Expect a backup that is at most a week old."""
    newest = max((one.made_at for one in backup.backups(case.invocation.path())), default=None)
    if newest is None:
        return Report(["no backup"])
    age = (case.invocation.now - newest) // _DAY
    problems = [f"the newest is {age} days old"] if age > _BACKUP_DAYS else []
    return Report(problems, f"the newest is of {days.iso_utc(newest)}")


def _hooks_folder(invocation: Invocation) -> str:
    try:
        return os.path.join(machine.config_directory(invocation.environ), "hooks")
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

"""roma's systemd user timers: a service and a timer per job, in the user's own unit directory.

A unit is roma's if it is a regular file with `MARK` as its first line. Any other file of the same
name, including a link (a masked or centrally managed unit), is an error before anything is written.
Sources: systemd.unit(5), systemd.service(5) "Command lines", systemd.timer(5), systemd.time(7).

ExecStart= is not shell syntax: `%` begins a specifier, `$` a variable, a single `;` separates
commands, quotes and backslashes are almost as in C. Doubling and quoting escape all of that in
arguments. The program's own path is different: variables are not replaced in it, `$$` stays, and
quotes and backslashes are not allowed, so a path with one of these is refused.
"""

from __future__ import annotations

import os
import stat
import tempfile

from roma_cli.adapters.scheduling import jobs as programs
from roma_cli.adapters.scheduling.jobs import Report
from roma_cli.domain.errors import CannotWrite, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from roma_cli.adapters.scheduling.jobs import Job

MARK = (
    "# Written by 'roma schedule install --systemd'; 'roma schedule remove --systemd' deletes it."
)

_HINT = "roma schedule show --systemd"
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=:,./@-")


def units(jobs: Sequence[Job]) -> dict[str, str]:
    """Return file name -> text of every unit. UsageError for text that a unit can't hold."""
    texts = {}
    for job in jobs:
        programs.check(job)
        texts[f"roma-{job.name}.service"] = (
            f"{MARK}\n[Unit]\nDescription=roma: {job.name}\n\n"
            f"[Service]\nType=oneshot\nExecStart={_command(job)}\n"
        )
        texts[f"roma-{job.name}.timer"] = (
            f"{MARK}\n[Unit]\nDescription=roma: when {job.name} runs\n\n"
            f"[Timer]\nOnCalendar={calendar(job.cron_expression)}\nPersistent=true\n\n"
            f"[Install]\nWantedBy=timers.target\n"
        )
    return texts


def show(jobs: Sequence[Job]) -> str:
    """Return the text of every unit below its file name."""
    return "\n".join(f"# {name}\n{text}" for name, text in units(jobs).items())


def calendar(cron_expression: str) -> str:
    """Return the OnCalendar= form, in the machine's zone, like cron. UsageError if unsupported.

    Supported are `*/N * * * *` (N a divisor of 60, as cron starts over hourly), `M * * * *` and
    `M H * * *`: all that roma installs.
    """
    minute, hour, *rest = cron_expression.split(" ")
    if rest == ["*", "*", "*"]:
        step = minute.removeprefix("*/")
        if (
            hour == "*"
            and step != minute
            and step.isdecimal()
            and int(step)
            and 60 % int(step) == 0
        ):
            return f"*:0/{int(step)}"
        if hour == "*" and minute.isdecimal():
            return f"*:{int(minute):02}"
        if hour.isdecimal() and minute.isdecimal():
            return f"*-*-* {int(hour):02}:{int(minute):02}:00"
    raise UsageError(f"can't write '{cron_expression}' as a systemd timer", "roma schedule install")


def directory(environ: Mapping[str, str]) -> str:
    """Return the user's unit directory. CannotWrite if neither variable gives it.

    `$XDG_CONFIG_HOME/systemd/user`, unless unset or relative (the XDG rules say to ignore it
    then), else `$HOME/.config/systemd/user`.
    """
    config = environ.get("XDG_CONFIG_HOME", "")
    if not os.path.isabs(config):
        home = environ.get("HOME", "")
        if not os.path.isabs(home):
            raise CannotWrite("no directory for systemd units: HOME is not set", _HINT)
        config = os.path.join(home, ".config")
    return os.path.join(config, "systemd", "user")


def install(jobs: Sequence[Job], environ: Mapping[str, str]) -> Report:
    """Write the units that differ and start the timers; `installed` or `unchanged`.

    UsageError as `units`; CannotWrite for another program's file of the same name, before anything
    is written, or a directory that is not writable. A systemctl that is missing or fails is
    reported in `messages`, with the commands that are left to run: the files exist, but the timers
    have not been started.
    """
    texts = units(jobs)
    home = directory(environ)
    changed = {name: text for name, text in texts.items() if _ours(home, name) != text}
    try:
        os.makedirs(home, exist_ok=True)
        for name, text in changed.items():
            _replace(home, name, text)
    except OSError as error:
        raise CannotWrite(
            f"can't write units in {home}: {error.strerror or error}", _HINT
        ) from error
    messages = [f"wrote {os.path.join(home, name)}" for name in changed]
    timers = sorted(name for name in texts if name.endswith(".timer"))
    # Even if no file changed: somebody may have disabled a timer since.
    messages += _systemctl(environ, ["daemon-reload"], ["enable", "--now", *timers])
    return Report("installed" if changed else "unchanged", tuple(messages))


def remove(environ: Mapping[str, str]) -> Report:
    """Stop roma's timers and delete all its units; `removed` or `nothing to remove`.

    CannotWrite if a file cannot be deleted; a failing systemctl is reported in `messages`.
    """
    home = directory(environ)
    names = _all_ours(home)
    if not names:
        return Report("nothing to remove", (f"no units from roma in {home}",))
    timers = [name for name in names if name.endswith(".timer")]
    messages = _systemctl(environ, ["disable", "--now", *timers]) if timers else []
    if messages:
        # The units are disabled below by hand; a running one can only be stopped.
        messages = [messages[0], f"run this yourself: systemctl --user stop {' '.join(timers)}"]
    try:
        for name in names:
            # If systemctl failed, its dangling link would cause a warning at each login.
            link = os.path.join(home, "timers.target.wants", name)
            if os.path.islink(link):
                os.unlink(link)
            os.unlink(os.path.join(home, name))
            messages.append(f"deleted {os.path.join(home, name)}")
    except OSError as error:
        raise CannotWrite(
            f"can't delete units in {home}: {error.strerror or error}", _HINT
        ) from error
    return Report("removed", (*messages, *_systemctl(environ, ["daemon-reload"])))


def status(jobs: Sequence[Job], environ: Mapping[str, str]) -> Report:
    """Compare the files with `jobs`: `installed`, `outdated` or `not installed`."""
    home = directory(environ)
    if not _all_ours(home):
        return Report("not installed", ())
    same = all(_ours(home, name) == text for name, text in units(jobs).items())
    return Report("installed" if same else "outdated", ())


def _command(job: Job) -> str:
    """Return the job's argv as the value of ExecStart=."""
    program, *arguments = job.argv
    if set(program) & set("\"'\\$"):
        raise UsageError(
            f"systemd can't run {program!a}: its path contains a quote, a backslash or '$'",
            "roma schedule install",
        )
    try:
        "".join(job.argv).encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"job '{job.name}' can't be a systemd unit: units must be UTF-8",
            "roma schedule install",
        ) from error
    return " ".join(
        [_quote(program), *(_quote(argument.replace("$", "$$")) for argument in arguments)]
    )


def _quote(word: str) -> str:
    word = word.replace("%", "%%")
    if word and set(word) <= _PLAIN:
        return word
    word = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{word}"'


def _ours(home: str, name: str) -> str | None:
    """Return the text of roma's unit, or None without one. CannotWrite if it is not roma's."""
    path = os.path.join(home, name)
    try:
        if stat.S_ISREG(os.lstat(path).st_mode):
            with open(path, encoding="utf-8", errors="replace", newline="") as unit:
                text = unit.read()
            if text.partition("\n")[0] == MARK:
                return text
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CannotWrite(f"can't read {path}: {error.strerror or error}", _HINT) from error
    raise CannotWrite(f"{path} was not written by roma; move it away first", _HINT)


def _all_ours(home: str) -> list[str]:
    """Return the names of roma's units, including those of older versions."""
    try:
        names = sorted(os.listdir(home))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise CannotWrite(f"can't read {home}: {error.strerror or error}", _HINT) from error
    found = []
    for name in names:
        if name.startswith("roma-") and name.endswith((".service", ".timer")):
            try:
                _ours(home, name)
            except CannotWrite:
                continue
            found.append(name)
    return found


def _replace(home: str, name: str, text: str) -> None:
    """Write a unit atomically. Raises OSError."""
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=home)
    try:
        with open(handle, "w", encoding="utf-8", newline="") as unit:
            unit.write(text)
            unit.flush()
            os.fchmod(unit.fileno(), 0o644)
            os.fsync(unit.fileno())
        os.replace(temporary, os.path.join(home, name))
    except BaseException:
        os.unlink(temporary)
        raise


def _systemctl(environ: Mapping[str, str], *calls: list[str]) -> list[str]:
    """Call `systemctl --user` once per call, up to the first that fails.

    Returns nothing on success, else the error and, line by line, the commands left to run.
    """
    program = programs.find("systemctl", environ)
    for number, call in enumerate(calls):
        wrong = "no systemctl program found"
        if program is not None:
            try:
                done = programs.run([program, "--user", *call], environ)
                if done.returncode == 0:
                    continue
                wrong = f"systemctl: {programs.failure(done)}"
            except CannotWrite as error:
                wrong = error.message
        todo = [f"run this yourself: systemctl --user {' '.join(left)}" for left in calls[number:]]
        return [wrong, *todo]
    return []

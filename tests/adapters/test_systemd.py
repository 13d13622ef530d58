"""The timers say what was meant to systemd, and a unit that is not ours is left alone."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.adapters.scheduling import jobs, scheduler, systemd
from roma_cli.adapters.scheduling.jobs import Job
from roma_cli.domain.errors import CannotWrite, UsageError

RESET = Job("reset", "*/5 * * * *", ("/opt/roma", "--db", "/d/r.db", "reset", "check"))
REMIND = Job("remind", "*/5 * * * *", ("/opt/roma", "--db", "/d/r.db", "remind", "check"))
JOBS = (RESET, REMIND)
NAMES = ["roma-remind.service", "roma-remind.timer", "roma-reset.service", "roma-reset.timer"]

STAND_IN = """#!{python} -IS
import os, sys
with open({log!r}, "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
assert os.environ["LC_ALL"] == "C"
if os.path.exists({broken!r}):
    sys.exit("Failed to connect to bus: \\x1b[31mNo such file")
"""


class Session:
    """A home directory and a stand-in systemctl that logs its calls."""

    def __init__(self, home: Path) -> None:
        self.log, self.broken = home / "log", home / "broken"
        self.systemctl = home / "bin" / "systemctl"
        self.systemctl.parent.mkdir()
        self.systemctl.write_text(
            STAND_IN.format(python=sys.executable, log=str(self.log), broken=str(self.broken))
        )
        self.systemctl.chmod(stat.S_IRWXU)
        self.units = home / "config" / "systemd" / "user"
        self.environ = {
            "PATH": str(self.systemctl.parent),
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
        }

    @property
    def files(self) -> list[str]:
        return sorted(os.listdir(self.units))

    def calls(self) -> list[str]:
        """Return the calls since the last look."""
        text = self.log.read_text() if self.log.exists() else ""
        self.log.unlink(missing_ok=True)
        return text.splitlines()


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(tmp_path)


def test_a_job_is_a_service_and_a_timer() -> None:
    assert systemd.units((RESET,)) == {
        "roma-reset.service": f"""{systemd.MARK}
[Unit]
Description=roma: reset

[Service]
Type=oneshot
ExecStart=/opt/roma --db /d/r.db reset check
""",
        "roma-reset.timer": f"""{systemd.MARK}
[Unit]
Description=roma: when reset runs

[Timer]
OnCalendar=*:0/5
Persistent=true

[Install]
WantedBy=timers.target
""",
    }
    shown = scheduler.SYSTEMD.show(JOBS)
    for name, text in systemd.units(JOBS).items():
        assert f"# {name}\n{text}" in shown


def test_install_twice_then_remove(session: Session) -> None:
    assert scheduler.SYSTEMD.status(JOBS, session.environ).change == "not installed"
    report = scheduler.SYSTEMD.install(JOBS, session.environ)
    assert report.change == "installed"
    assert sorted(report.messages) == [f"wrote {session.units / name}" for name in NAMES]
    assert session.files == NAMES
    assert session.calls() == [
        "--user daemon-reload",
        "--user enable --now roma-remind.timer roma-reset.timer",
    ]
    for name, text in systemd.units(JOBS).items():
        assert (session.units / name).read_text() == text
        assert stat.S_IMODE((session.units / name).stat().st_mode) == 0o644
    assert scheduler.SYSTEMD.status(JOBS, session.environ).change == "installed"

    before = {name: (session.units / name).stat().st_ino for name in NAMES}
    report = scheduler.SYSTEMD.install(JOBS, session.environ)
    assert (report.change, report.messages) == ("unchanged", ())
    assert {name: (session.units / name).stat().st_ino for name in NAMES} == before
    # A timer that was disabled in between is started again.
    assert len(session.calls()) == 2

    report = scheduler.SYSTEMD.remove(session.environ)
    assert report.change == "removed"
    assert report.messages == tuple(f"deleted {session.units / name}" for name in NAMES)
    assert session.files == []
    assert session.calls() == [
        "--user disable --now roma-remind.timer roma-reset.timer",
        "--user daemon-reload",
    ]
    assert scheduler.SYSTEMD.remove(session.environ).change == "nothing to remove"
    assert session.calls() == []


def test_a_changed_job_rewrites_its_unit_only(session: Session) -> None:
    systemd.install(JOBS, session.environ)
    moved = (RESET._replace(argv=("/new/roma", "reset", "check")), REMIND)
    assert systemd.status(moved, session.environ).change == "outdated"
    report = systemd.install(moved, session.environ)
    assert (report.change, report.messages) == (
        "installed",
        (f"wrote {session.units / 'roma-reset.service'}",),
    )
    assert "ExecStart=/new/roma reset check\n" in (session.units / "roma-reset.service").read_text()


@pytest.mark.parametrize("kind", ["file", "empty", "link to one of ours", "mask", "directory"])
def test_a_unit_that_is_not_ours_is_refused_and_nothing_written(
    session: Session, tmp_path: Path, kind: str
) -> None:
    session.units.mkdir(parents=True)
    theirs = session.units / "roma-reset.timer"
    if kind == "file":
        theirs.write_text(f"[Unit]\n{systemd.MARK}\n")
    elif kind == "empty":
        theirs.touch()
    elif kind == "link to one of ours":
        (tmp_path / "kept").write_text(systemd.units(JOBS)[theirs.name])
        theirs.symlink_to(tmp_path / "kept")
    elif kind == "mask":
        theirs.symlink_to("/dev/null")
    else:
        theirs.mkdir()
    with pytest.raises(CannotWrite, match=r"roma-reset\.timer was not written by roma"):
        systemd.install(JOBS, session.environ)
    assert systemd.remove(session.environ).change == "nothing to remove"
    assert session.files == ["roma-reset.timer"]
    assert session.calls() == []


def test_remove_takes_every_unit_of_ours_and_no_other(session: Session) -> None:
    # One of an older version, whose job no longer exists, and one the user wrote.
    systemd.install((*JOBS, RESET._replace(name="old")), session.environ)
    (session.units / "roma-mine.service").write_text("[Service]\nExecStart=/bin/true\n")
    (session.units / "other.timer").write_text(f"{systemd.MARK}\n")
    assert systemd.remove(session.environ).change == "removed"
    assert session.files == ["other.timer", "roma-mine.service"]


def test_a_systemctl_that_fails_is_told_with_what_is_left_to_do(session: Session) -> None:
    session.broken.touch()
    report = systemd.install(JOBS, session.environ)
    assert report.change == "installed"
    assert session.files == NAMES
    assert report.messages[-3:] == (
        r"systemctl: Failed to connect to bus: \e[31mNo such file",
        "run this yourself: systemctl --user daemon-reload",
        "run this yourself: systemctl --user enable --now roma-remind.timer roma-reset.timer",
    )
    wants = session.units / "timers.target.wants"
    wants.mkdir()
    (wants / "roma-reset.timer").symlink_to(session.units / "roma-reset.timer")
    (wants / "other.timer").symlink_to("/dev/null")
    report = systemd.remove(session.environ)
    assert report.change == "removed"
    assert (
        "run this yourself: systemctl --user stop roma-remind.timer roma-reset.timer"
        in report.messages
    )
    assert session.files == ["timers.target.wants"]
    assert os.listdir(wants) == ["other.timer"]


def test_without_systemctl_the_files_are_written_and_the_rest_is_told(session: Session) -> None:
    environ = {**session.environ, "PATH": "/nonexistent"}
    report = systemd.install(JOBS, environ)
    assert report.change == "installed"
    assert session.files == NAMES
    assert "no systemctl program found" in report.messages


def test_a_systemctl_that_hangs_is_told(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "TIMEOUT", 0.2)
    session.systemctl.write_text(f"#!{sys.executable} -IS\nimport time\ntime.sleep(30)\n")
    report = systemd.install(JOBS, session.environ)
    assert report.change == "installed"
    assert any("did not answer" in line for line in report.messages)


def test_the_directory_is_the_users(tmp_path: Path) -> None:
    assert systemd.directory({"XDG_CONFIG_HOME": "/c", "HOME": "/h"}) == "/c/systemd/user"
    for unusable in ({}, {"XDG_CONFIG_HOME": ""}, {"XDG_CONFIG_HOME": "relative"}):
        environ = {**unusable, "HOME": "/h"}
        assert systemd.directory(environ) == "/h/.config/systemd/user"
        with pytest.raises(CannotWrite, match="HOME is not set"):
            systemd.install(JOBS, unusable)
    (tmp_path / "systemd").write_text("in the way")
    with pytest.raises(CannotWrite, match="can't write units"):
        systemd.install(JOBS, {"XDG_CONFIG_HOME": str(tmp_path), "PATH": ""})


def test_a_write_cut_short_leaves_the_old_unit_and_no_litter(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    systemd.install((RESET,), session.environ)
    old = (session.units / "roma-reset.service").read_text()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match="No space left"):
        systemd.install((RESET._replace(argv=("/new/roma",)),), session.environ)
    assert session.files == ["roma-reset.service", "roma-reset.timer"]
    assert (session.units / "roma-reset.service").read_text() == old


@pytest.mark.parametrize(
    ("cron", "calendar"),
    [
        ("*/5 * * * *", "*:0/5"),
        ("*/30 * * * *", "*:0/30"),
        ("7 * * * *", "*:07"),
        ("5 4 * * *", "*-*-* 04:05:00"),
    ],
)
def test_calendar(cron: str, calendar: str) -> None:
    assert systemd.calendar(cron) == calendar


@pytest.mark.parametrize(
    "cron", ["*/7 * * * *", "*/0 * * * *", "* * * * *", "*/5 4 * * *", "0 4 * * 1", "0 4 1 * *"]
)
def test_a_schedule_systemd_would_read_otherwise_is_refused(cron: str) -> None:
    with pytest.raises(UsageError, match="as a systemd timer"):
        systemd.calendar(cron)


def exec_start(argv: tuple[str, ...]) -> str:
    text = systemd.units((RESET._replace(argv=argv),))["roma-reset.service"]
    lines = [line for line in text.split("\n") if line.startswith("ExecStart=")]
    assert len(lines) == 1
    assert not lines[0].endswith("\\")
    return lines[0].removeprefix("ExecStart=")


def as_systemd_reads(value: str) -> list[str]:
    """Split a command line by the rules of systemd.service(5), as far as ours go.

    Double quotes around whole words; in them a backslash makes the next character itself. Then
    `%%` is `%`, and in all but the program's path `$$` is `$`. What would mean more than itself
    fails the test.
    """
    words: list[str] = []
    for token in re.findall(r'"(?:[^"\\]|\\.)*"|[^ ]+', value):
        if token.startswith('"'):
            assert not re.search(r'\\[^\\"]', token.replace("\\\\", ""))
            word = re.sub(r"\\(.)", r"\1", token[1:-1])
        else:
            assert not set(token) & set("\"'\\;")
            word = token
        assert "%" not in word.replace("%%", "")
        word = word.replace("%%", "%")
        if words:
            assert "$" not in word.replace("$$", "")
            word = word.replace("$$", "$")
        words.append(word)
    return words


NASTY = (
    "/home/me/my files/roma.db",
    "it's",
    '"double"',
    "100%",
    "%h %%i",
    "\\",
    "end\\",
    "\\x41 \\n",
    "$HOME ${HOME} $$",
    ";",
    "\\;",
    "# not a comment",
    "-x",
    "@x",
    "!!x",
    "A=b",
    "",
    " ",
    "na\u00efve \u65e5\u672c\u8a9e \U0001f345 \u2028",
)


@pytest.mark.parametrize("argument", NASTY)
def test_an_argument_arrives_as_it_was(argument: str) -> None:
    argv = ("/opt/roma", argument, "x")
    assert as_systemd_reads(exec_start(argv)) == list(argv)


@given(st.lists(st.text(st.sampled_from("\\%'\"$` a;#\u00e9"), max_size=12), max_size=4))
def test_any_mixture_of_special_characters_arrives(arguments: list[str]) -> None:
    argv = ("/my 100% +-@!: roma;/bin", *arguments)
    assert as_systemd_reads(exec_start(argv)) == list(argv)


@pytest.mark.parametrize(
    "argv",
    [
        ("/it's/roma",),
        ('/"/roma',),
        ("/a\\b/roma",),
        ("/$HOME/roma",),
        ("-/opt/roma",),
        ("@/opt/roma",),
        ("roma",),
        ("/opt/roma", "a\nExecStartPost=/evil"),
        ("/opt/roma", "a\r"),
        ("/opt/roma", "a\0"),
        ("/opt/roma", "a\x1b[2J"),
        ("/opt/roma", "\udcff"),
    ],
)
def test_what_a_unit_cannot_hold_is_refused_before_anything_is_written(
    session: Session, argv: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError) as refused:
        systemd.install((REMIND, RESET._replace(argv=argv)), session.environ)
    assert refused.value.message.isprintable()
    assert not session.units.exists()


ANALYZE = shutil.which("systemd-analyze")
real = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


def analyze(tmp_path: Path, argv: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """Let systemd itself read our units; they are no user session's, so none is needed."""
    texts = systemd.units((RESET._replace(argv=argv),))
    paths = [tmp_path / name for name in texts]
    for path in paths:
        path.write_text(texts[path.name])
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    return subprocess.run(
        [str(ANALYZE), "verify", "--user", "--man=no", *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={
            "PATH": os.defpath,
            "HOME": str(tmp_path),
            "XDG_RUNTIME_DIR": str(runtime),
            "SYSTEMD_LOG_LEVEL": "debug",
            "LC_ALL": "C.UTF-8",
        },
    )


@real
def test_systemd_finds_no_fault_and_reads_the_same_words(tmp_path: Path) -> None:
    place = tmp_path / "my 100% +-@!: roma;"
    place.mkdir()
    program = place / "roma; x"
    shutil.copy("/bin/true", program)
    argv = (str(program), *NASTY)
    done = analyze(tmp_path, argv)
    if done.returncode != 0 and "Failed to initialize manager" in done.stderr:
        pytest.skip("systemd-analyze cannot start a manager here")
    assert done.returncode == 0, done.stderr
    # What it prints is quoted for sh, and still has `$$`, replaced when the program starts.
    shown = re.findall(r"Command Line: (.*)", done.stdout + done.stderr)
    if not shown:
        pytest.skip("this systemd-analyze does not print what it read")
    words = shlex.split(shown[0].replace("\\$", "$"))
    assert [words[0], *(word.replace("$$", "$") for word in words[1:])] == list(argv)


@real
def test_systemd_misses_a_program_that_is_not_there(tmp_path: Path) -> None:
    done = analyze(tmp_path, (str(tmp_path / "nothing here"),))
    if "Failed to initialize manager" in done.stderr:
        pytest.skip("systemd-analyze cannot start a manager here")
    assert done.returncode != 0
    assert "nothing here is not executable" in done.stderr


@real
@pytest.mark.parametrize("cron", ["*/5 * * * *", "7 * * * *", "5 4 * * *"])
def test_systemd_understands_each_calendar(cron: str) -> None:
    done = subprocess.run(
        [str(ANALYZE), "calendar", systemd.calendar(cron)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": os.defpath, "LC_ALL": "C"},
    )
    assert done.returncode == 0, done.stderr
    normal = {"*/5": "*:00/5:00", "7": "*:07:00", "5": "04:05:00"}[cron.partition(" ")[0]]
    assert f"*-*-* {normal}\n" in done.stdout

"""Hooks get JSON, are held to a limit, and never harm the command that they follow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from roma_cli.adapters.notify import hooks

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
PAYLOAD = {"task": {"id": 3, "title": '-x "quoted" $(id) <b>\nnew line é 🍅'}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "hooks"
    path.mkdir(mode=0o755)
    return path


def install(folder: Path, script: str, name: str = "on-task-added") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def run(folder: Path, name: str = "on-task-added", **environ: str) -> list[str]:
    return hooks.run(name, PAYLOAD, str(folder), {"PATH": os.environ["PATH"], **environ})


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has reaped yet counts as ended."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_the_six_names() -> None:
    assert hooks.NAMES == (
        "on-task-added",
        "on-task-done",
        "on-session-completed",
        "on-reset",
        "on-reminder",
        "on-timer-end",
    )


def test_without_hooks_nothing_happens(folder: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "missing") == []
    assert run(folder) == []
    install(folder, "exit 1", "on-reset")
    assert run(folder) == []


def test_without_hooks_nothing_is_loaded(tmp_path: Path) -> None:
    script = (
        "import sys, os\n"
        "from roma_cli.adapters.notify import hooks\n"
        f"assert hooks.run('on-reset', {{}}, {str(tmp_path / 'none')!r}, {{}}) == []\n"
        "print(*sorted({'subprocess', 'json', 'signal', 'typing', 're'} & set(sys.modules)))\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-ISc", f"import sys; sys.path.insert(0, {str(root)!r})\n{script}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("\n", "")


def test_a_hook_gets_the_payload_as_json_and_its_own_name(folder: Path, tmp_path: Path) -> None:
    got = tmp_path / "got"
    install(folder, f'cat > "{got}"; echo "$ROMA_HOOK $#" >> "{got}"')
    assert run(folder) == []
    data, said = got.read_text().splitlines()
    assert json.loads(data) == PAYLOAD
    assert said == "on-task-added 0"


def test_what_a_hook_writes_goes_to_stderr(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    install(folder, "echo one; echo two >&2")
    assert run(folder) == []
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "one\ntwo\n")


def test_without_a_stderr_a_hook_writes_nowhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    install(folder, "echo one; echo two >&2")
    assert run(folder) == []
    assert capfd.readouterr() == ("", "")


def test_a_hook_need_not_read_what_it_gets(folder: Path) -> None:
    install(folder, "exit 0")
    payload = {"text": "x" * 500_000}
    environ = {"PATH": os.environ["PATH"]}
    assert hooks.run("on-task-added", payload, str(folder), environ) == []


@pytest.mark.parametrize(
    ("script", "problem"),
    [("exit 3", "exit status 3"), ("kill -9 $$", "killed by signal 9")],
)
def test_a_failure_is_told(folder: Path, script: str, problem: str) -> None:
    install(folder, script)
    assert run(folder) == [f"hook on-task-added: {problem}"]


def test_a_hook_that_hangs_is_stopped_with_all_it_started(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "SECONDS", 0.5)
    pids = tmp_path / "pids"
    install(folder, f'sleep 60 & echo $! $$ > "{pids}"; trap "" TERM INT HUP; sleep 60; sleep 60')
    before = time.monotonic()
    assert run(folder) == ["hook on-task-added: took longer than 0.5 seconds and was stopped"]
    assert time.monotonic() - before < 3
    assert all(gone(int(pid)) for pid in pids.read_text().split())


def test_a_hook_that_reads_nothing_of_a_long_payload_is_stopped_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "SECONDS", 0.3)
    install(folder, "sleep 60")
    payload = {"text": "x" * 500_000}
    [said] = hooks.run("on-task-added", payload, str(folder), {"PATH": os.environ["PATH"]})
    assert "took longer" in said


def test_the_limit_is_five_seconds() -> None:
    assert hooks.SECONDS == 5


def test_ctrl_c_stops_the_hook_and_is_passed_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = tmp_path / "pid"
    install(folder, f'echo $$ > "{pid}"; sleep 60')

    def interrupted(_self: object, *_arguments: object, **_options: object) -> None:
        while not (pid.exists() and pid.read_text()):
            time.sleep(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(folder)
    assert gone(int(pid.read_text()))


def test_hooks_of_a_hook_stay_silent(folder: Path) -> None:
    install(folder, "exit 1")
    assert run(folder, ROMA_HOOK="on-task-added") == []


def test_a_script_without_a_first_line_is_told(folder: Path) -> None:
    path = install(folder, "")
    path.write_text("echo hello\n")
    assert run(folder) == ["hook on-task-added: can't be started: Exec format error"]


def test_a_missing_interpreter_is_told(folder: Path) -> None:
    install(folder, "").write_text("#!/nowhere/python\n")
    assert run(folder) == ["hook on-task-added: can't be started: No such file or directory"]


def test_a_hook_that_is_not_executable_is_told(folder: Path) -> None:
    install(folder, "exit 0").chmod(0o644)
    assert run(folder) == ["hook on-task-added: not run, it is not executable"]


def test_a_folder_of_that_name_is_no_hook(folder: Path) -> None:
    (folder / "on-task-added").mkdir(mode=0o755)
    assert run(folder) == ["hook on-task-added: not run, it is not a file"]


@pytest.mark.parametrize("mode", [0o757, 0o777, 0o1777])
def test_nothing_is_run_from_a_folder_that_anybody_can_write_to(
    folder: Path, tmp_path: Path, mode: int
) -> None:
    install(folder, f'touch "{tmp_path}/ran"')
    folder.chmod(mode)
    assert run(folder) == ["hook on-task-added: not run, its folder is writable by everybody"]
    assert not (tmp_path / "ran").exists()


def test_a_file_that_anybody_can_write_to_is_not_run(folder: Path, tmp_path: Path) -> None:
    install(folder, f'touch "{tmp_path}/ran"').chmod(0o757)
    assert run(folder) == ["hook on-task-added: not run, it is writable by everybody"]
    assert not (tmp_path / "ran").exists()


def test_the_group_may_write(folder: Path) -> None:
    """Many systems give every user a group of their own, and a umask of 002."""
    install(folder, "exit 0").chmod(0o775)
    folder.chmod(0o775)
    assert run(folder) == []


@as_root
def test_the_file_of_another_user_is_not_run(folder: Path) -> None:
    os.chown(install(folder, "exit 0"), 12345, 12345)
    assert run(folder) == ["hook on-task-added: not run, it belongs to another user"]


@as_root
def test_the_folder_of_another_user_is_not_trusted(folder: Path) -> None:
    install(folder, "exit 0")
    os.chown(folder, 12345, 12345)
    assert run(folder) == ["hook on-task-added: not run, its folder belongs to another user"]


def test_a_link_is_followed_and_judged_where_it_leads(folder: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    (folder / "on-task-added").symlink_to(install(shared, "exit 4", "script"))
    assert run(folder) == ["hook on-task-added: exit status 4"]
    shared.chmod(0o777)
    assert run(folder) == ["hook on-task-added: not run, its folder is writable by everybody"]


def test_a_link_to_nowhere_is_no_hook(folder: Path) -> None:
    (folder / "on-task-added").symlink_to(folder / "missing")
    assert run(folder) == []


def test_an_environment_that_no_program_can_have_is_told(folder: Path) -> None:
    install(folder, "exit 0")
    [said] = run(folder, BAD="a\0b")
    assert said.startswith("hook on-task-added: can't be started")

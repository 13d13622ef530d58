"""A file is opened by its own name and by its owner, or refused and not touched."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from roma_cli.domain.errors import CannotWrite
from roma_cli.storage import database
from roma_cli.storage.files import create
from tests.support import Completed, Roma

SOMEBODY = 12_345


def _create(path: Path) -> None:
    with create.new_file(str(path)):
        pass


def _state(folder: Path) -> dict[str, tuple[object, ...]]:
    """Return what is in a folder: names, owners, modes, names of each, and content."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        entry = path.lstat()
        content = b""
        if stat.S_ISREG(entry.st_mode):
            content = hashlib.sha256(path.read_bytes()).digest()
        found[str(path)] = (
            *(oct(entry.st_mode), entry.st_uid, entry.st_nlink, entry.st_size),
            content,
        )
    return found


def _assert_refused(roma: Roma, code: int, words: str) -> str:
    """Expect that reading and writing are refused and nothing changes; return the hint."""
    before = _state(roma.folder)
    hint = ""
    for command in (("task", "list"), ("task", "add", "x")):
        said = roma(*command)
        assert (said.code, said.out) == (code, ""), said
        error, hint = said.err.splitlines()
        assert error.startswith("error: ")
        assert words in error
        assert hint.startswith("hint: ")
    assert roma("prompt") == Completed(0, "", "")
    assert _state(roma.folder) == before
    return hint.removeprefix("hint: ")


# --- Its own name


def test_a_link_to_a_file_is_refused_and_the_hint_opens_what_it_leads_to(
    on_disk: Roma,
) -> None:
    roma = on_disk
    kept = roma.folder / "kept here"
    kept.mkdir()
    roma.db.rename(kept / "real.db")
    on_disk.db.symlink_to(kept / "real.db")
    hint = _assert_refused(roma, 5, "is a link to")
    name, *words = shlex.split(hint)
    assert (name, *words) == ("roma", "--db", str(kept / "real.db"), "today")
    assert roma(*words).code == 0


def test_a_link_to_nothing_is_refused_and_nothing_made_behind_it(roma: Roma) -> None:
    roma.db.symlink_to(roma.folder / "nowhere" / "real.db")
    _assert_refused(roma, 5, "is a link to")
    roma.db.unlink()
    roma.db.symlink_to(roma.db)
    _assert_refused(roma, 5, "is a link to")


@pytest.mark.parametrize("log", ["-wal", "-journal"])
def test_a_link_in_the_place_of_a_log_is_never_written_through(on_disk: Roma, log: str) -> None:
    roma = on_disk
    theirs = roma.folder / "theirs"
    theirs.write_bytes(b"precious" * 1000)
    theirs.chmod(0o644)
    if log == "-journal":
        with closing(sqlite3.connect(roma.db)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    Path(f"{roma.db}{log}").symlink_to(theirs)
    assert roma("task", "add", "x").code in (5, 6)
    assert theirs.read_bytes() == b"precious" * 1000
    assert stat.S_IMODE(theirs.stat().st_mode) == 0o644


def test_a_second_name_is_refused_and_the_hint_finds_it(on_disk: Roma) -> None:
    roma = on_disk
    second = roma.folder / "second.db"
    second.hardlink_to(roma.db)
    for path in (roma.db, second):
        roma.environ["ROMA_DB"] = str(path)
        hint = _assert_refused(roma, 5, "has a second name")
        assert shlex.split(hint) == ["find", "/", "-xdev", "-samefile", str(path)]
    second.unlink()
    roma.environ["ROMA_DB"] = str(roma.db)
    roma.ok("task", "add", "x")


def test_the_name_that_a_killed_maker_left_is_taken_away(on_disk: Roma) -> None:
    roma = on_disk
    (roma.folder / ".roma.db.new-0123456789ab").hardlink_to(roma.db)
    (roma.folder / ".roma.db.new-ba9876543210").write_bytes(b"of another who was killed")
    roma.ok("task", "add", "x")
    assert sorted(os.listdir(roma.folder)) == [".roma.db.new-ba9876543210", "roma.db"]


def test_a_second_name_beside_what_a_killed_maker_left_is_still_refused(
    on_disk: Roma,
) -> None:
    (on_disk.folder / ".roma.db.new-0123456789ab").hardlink_to(on_disk.path)
    (on_disk.folder / "second.db").hardlink_to(on_disk.path)
    with pytest.raises(CannotWrite, match="second name"):
        database.open_existing(on_disk.path)


def test_what_a_killed_maker_left_in_a_folder_that_is_only_readable_does_no_harm(
    on_disk: Roma, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = on_disk.folder / ".roma.db.new-0123456789ab"
    draft.hardlink_to(on_disk.path)

    def refuse(_: str) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", refuse)
        file = database.open_existing(on_disk.path)
        assert file is not None
        with file:
            assert draft.exists()


def test_a_pipe_is_refused_and_not_waited_for(roma: Roma) -> None:
    os.mkfifo(roma.db)
    _assert_refused(roma, 5, "is not a regular file")


# --- Its owner


def test_the_file_of_another_user_is_refused_to_everybody(
    on_disk: Roma, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _state(on_disk.folder)
    owner = on_disk.db.stat().st_uid
    for me in (SOMEBODY, 0 if owner else SOMEBODY + 1):
        with monkeypatch.context() as patched:
            patched.setattr(os, "geteuid", lambda me=me: me)
            with pytest.raises(CannotWrite, match="belongs to user") as problem:
                database.open_existing(on_disk.path)
        assert problem.value.exit_code == 5
        assert shlex.split(problem.value.hint)[-1 if me else -2] == on_disk.path
    assert _state(on_disk.folder) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_root_does_not_open_what_another_owns_and_is_told_who_can(
    on_disk: Roma,
) -> None:
    os.chown(on_disk.path, SOMEBODY, SOMEBODY)
    hint = _assert_refused(on_disk, 5, f"belongs to user #{SOMEBODY}")
    assert shlex.split(hint)[:4] == ["sudo", "-u", f"#{SOMEBODY}", "roma"]


def test_root_makes_no_file_in_the_home_of_another(
    roma: Roma, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() == 0:
        os.chown(roma.folder, SOMEBODY, SOMEBODY)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    for path in (roma.db, roma.folder / "made" / "for it" / "roma.db"):
        with pytest.raises(CannotWrite, match="root does not create a file there") as problem:
            _create(path)
        assert shlex.split(problem.value.hint)[:2] == ["sudo", "-u"]
        assert str(path) in shlex.split(problem.value.hint)
    assert os.listdir(roma.folder) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can")
def test_root_makes_a_file_in_a_folder_of_its_own(roma: Roma) -> None:
    roma.ok("task", "add", "x")
    assert roma.db.stat().st_uid == 0


def test_where_files_get_another_owner_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)
    with pytest.raises(CannotWrite, match="belongs to user"):
        _create(tmp_path / "roma.db")
    assert os.listdir(tmp_path) == []


# --- Its mode


@pytest.mark.parametrize(
    ("mode", "private"), [(0o644, 0o600), (0o666, 0o600), (0o444, 0o400), (0o777, 0o700)]
)
def test_others_lose_their_access_to_the_file_and_its_logs_when_it_is_opened(
    on_disk: Roma, mode: int, private: int
) -> None:
    with on_disk.context() as context:
        with context.operation():
            pass
        paths = [Path(on_disk.path + end) for end in ("", "-wal", "-shm")]
        for path in paths:
            path.chmod(mode)
        on_disk.ok("task", "list")
        assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [private] * 3


def test_a_file_that_is_refused_keeps_its_mode(on_disk: Roma) -> None:
    on_disk.db.write_bytes(b"")
    on_disk.db.chmod(0o644)
    _assert_refused(on_disk, 6, "is empty")


def test_a_mode_that_cannot_be_changed_keeps_nobody_from_reading(
    on_disk: Roma, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk.db.chmod(0o644)

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "fchmod", refuse)
    file = database.open_existing(on_disk.path)
    assert file is not None
    file.connection.close()


# --- Its log


def _with_log(on_disk: Roma, folder: Path) -> None:
    """Leave in `folder` what a crash does: the file, and a log with a change not yet in it."""
    folder.mkdir()
    with closing(sqlite3.connect(on_disk.path)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("UPDATE user_configurations SET daily_goal = 12")
        connection.commit()
        for name in ("roma.db", "roma.db-wal"):
            shutil.copyfile(on_disk.folder / name, folder / name)


def test_a_log_whose_file_is_gone_is_refused_and_is_there_when_the_file_comes_back(
    on_disk: Roma,
) -> None:
    folder = on_disk.folder / "crashed"
    _with_log(on_disk, folder)
    crashed = Roma(folder)
    away = on_disk.folder / "away.db"
    crashed.db.rename(away)
    _assert_refused(crashed, 6, "is missing, but its file roma.db-wal exists")
    away.rename(crashed.db)
    assert crashed.ok("config", "get", "daily_goal").out == "12\n"


def test_a_journal_whose_file_is_gone_is_refused(roma: Roma) -> None:
    Path(f"{roma.db}-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))
    _assert_refused(roma, 6, "is missing")


def test_a_file_whose_journal_has_yet_to_put_it_right_is_not_taken_for_cut_short(
    on_disk: Roma,
) -> None:
    """Killed once it had written the new length, and before it had made the file so long.

    The journal holds the first page as it was (sqlite.org/fileformat2.html, section 3).
    """
    roma = on_disk
    with closing(sqlite3.connect(roma.db)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    content = roma.db.read_bytes()
    first, pages = content[:4096], len(content) // 4096
    head = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + struct.pack(">5I", 1, 0, pages, 512, 4096)
    check = sum(first[4096 - 200 : 0 : -200])
    journal = head.ljust(512, b"\0") + struct.pack(">I", 1) + first + struct.pack(">I", check)
    Path(f"{roma.db}-journal").write_bytes(journal)
    roma.db.write_bytes(content[:28] + struct.pack(">I", pages + 9) + content[32:])
    roma.ok("task", "list")
    assert roma.db.read_bytes() == content
    assert os.listdir(roma.folder) == ["roma.db"]


@pytest.mark.parametrize("cut", [0, 50, 4096])
def test_a_file_that_is_cut_beside_its_log_is_refused(on_disk: Roma, cut: int) -> None:
    folder = on_disk.folder / "crashed"
    _with_log(on_disk, folder)
    crashed = Roma(folder)
    crashed.db.write_bytes(crashed.db.read_bytes()[:cut])
    said = crashed("task", "list")
    assert (said.code, said.out) == (6, "")
    assert crashed.db.stat().st_size == cut


def test_an_empty_log_without_a_file_is_nothing(roma: Roma) -> None:
    Path(f"{roma.db}-wal").touch()
    roma.ok("task", "add", "x")


def test_a_file_copied_without_its_log_is_whole_in_the_state_before_the_log(
    on_disk: Roma,
) -> None:
    """Nothing in such a file tells that there was a log, so it cannot be refused; it is old."""
    folder = on_disk.folder / "crashed"
    _with_log(on_disk, folder)
    (folder / "roma.db-wal").unlink()
    parted = Roma(folder)
    assert parted.ok("config", "get", "daily_goal").out == "8\n"
    assert parted.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_file_put_in_place_while_we_look_at_its_log_is_opened(
    on_disk: Roma, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = on_disk.folder / "crashed"
    _with_log(on_disk, folder)
    away = on_disk.folder / "away.db"
    (folder / "roma.db").rename(away)
    lexists = os.path.lexists

    def put_back(path: str) -> bool:
        if away.exists():
            away.rename(folder / "roma.db")
        return lexists(path)

    monkeypatch.setattr(os.path, "lexists", put_back)
    file = database.open_existing(str(folder / "roma.db"))
    assert file is not None
    with file:
        assert file.read("SELECT daily_goal FROM user_configurations") == [(12,)]


# --- Who makes it at the same moment

_OPENER = """
import sys
from roma_cli.domain.errors import RomaError
from roma_cli.storage import database
from roma_cli.storage.files import create

print("ready", flush=True)
while True:
    try:
        file = database.open_existing(sys.argv[1], patience=10)
    except RomaError as error:
        sys.exit(error.message)
    if file is not None:
        file.connection.close()
        print("opened", flush=True)
        break
"""


def test_a_file_is_opened_in_the_moment_in_which_it_has_two_names(
    tmp_path: Path, fresh: bytes
) -> None:
    for number in range(5):
        draft, path = tmp_path / f".{number}.db.new-aa", tmp_path / f"{number}.db"
        draft.write_bytes(fresh)
        opening = [
            subprocess.Popen(
                [sys.executable, "-c", _OPENER, str(path)],
                env=Roma(tmp_path).environ,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        for process in opening:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        os.link(draft, path)
        draft.unlink(missing_ok=True)
        for process in opening:
            out, err = process.communicate(timeout=60)
            assert (process.returncode, out, err) == (0, "opened\n", "")

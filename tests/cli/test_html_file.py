"""Files that `roma stats --html` and `--svg` write, and errors in doing so."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli import pages

if TYPE_CHECKING:
    from tests.support import Roma


def test_a_file_is_private_and_its_path_is_printed(kept: Roma) -> None:
    for form in ("html", "svg"):
        said = kept.inside("stats", f"--{form}", f"a.{form}")
        assert (said.code, said.out, said.err) == (0, "", f"wrote a.{form}\n")
        path = kept.folder / f"a.{form}"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_text("utf-8") == pages.drawn(kept, f"--{form} -")
        assert kept.inside("stats", f"--{form}", f"b.{form}", "--quiet").err == ""


def test_an_existing_file_is_replaced_only_with_yes(kept: Roma) -> None:
    path = kept.folder / "a.html"
    path.write_text("mine")
    said = kept.inside("stats", "--html", "a.html")
    assert (said.code, said.out) == (2, "")
    assert "a.html already exists; use --yes to overwrite it" in said.err
    assert path.read_text() == "mine"
    assert kept.inside("stats", "--html", "a.html", "--yes").code == 0
    assert path.read_text("utf-8").startswith("<!doctype html>")


def test_a_link_stays_and_its_target_is_replaced(kept: Roma) -> None:
    (kept.folder / "real.html").write_text("mine")
    (kept.folder / "link.html").symlink_to("real.html")
    assert kept.inside("stats", "--html", "link.html", "--yes").code == 0
    assert (kept.folder / "link.html").is_symlink()
    assert (kept.folder / "real.html").read_text("utf-8").startswith("<!doctype")


# arguments, exit code, message
REFUSED = [
    ("--html no/where.html", 5, "can't write no/where.html: no such file or directory"),
    ("--html folder", 2, "folder is not a regular file"),
    ("--html folder --yes", 2, "folder is not a regular file"),
    ("--html folder/", 2, "'folder/' is not a file name"),
    ("--html nowhere", 2, "nowhere is not a regular file"),
    ("--svg roma.db --yes", 2, "roma.db is the data file itself"),
    ("--svg same.db --yes", 2, "same.db is the data file itself"),
    ("--svg roma.db-wal --yes", 2, "roma.db-wal is the data file itself"),
    (f"--html {'x' * 300}", 5, "can't write"),
    ("--html a --svg b", 2, "--html and --svg can't be used together"),
    ("--html a --csv", 2, "--html and --csv can't be used together"),
    ("--svg a --by week", 2, "--svg and --by can't be used together"),
    ("--svg a --heatmap", 2, "--svg and --heatmap can't be used together"),
    ("--html a --days 3 --from 2026-03-01", 2, "--days and --from both set the first day"),
    ("--html a --to tomorrow", 2, "is in the future"),
    ("--yes", 2, "--yes works only with --html or --svg"),
]


@pytest.mark.parametrize(("words", "code", "message"), REFUSED)
def test_a_failed_write_leaves_nothing_behind(
    kept: Roma, words: str, code: int, message: str
) -> None:
    (kept.folder / "folder").mkdir()
    (kept.folder / "nowhere").symlink_to("not/there")
    (kept.folder / "same.db").symlink_to("roma.db")
    before, content = sorted(os.listdir()), kept.db.read_bytes()
    said = kept.inside("stats", *words.split())
    assert (said.code, said.out) == (code, ""), said
    assert message in said.err
    assert [line.split(":")[0] for line in said.err.splitlines()] == ["error", "hint"]
    assert sorted(os.listdir()) == before
    assert os.listdir("folder") == []
    assert kept.db.read_bytes() == content


def test_a_blank_name_is_rejected(kept: Roma) -> None:
    said = kept.inside("stats", "--html", "")
    assert (said.code, said.err.splitlines()[0]) == (2, "error: '' is not a file name")


def test_json_is_rejected(kept: Roma) -> None:
    for path in ("-", "a.html"):
        said = kept.inside("stats", "--html", path, "--json")
        assert (said.code, said.out) == (2, "")
        assert said.problem()["message"] == "--html and --json can't be used together"
    assert not (kept.folder / "a.html").exists()

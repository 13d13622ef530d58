"""Where a file is at risk from other machines, by the names of folders and by what is mounted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from roma_cli.adapters import unsafe_folders
from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path

MOUNTS = r"""22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
23 22 0:21 / /proc rw,nosuid shared:12 - proc proc rw
40 22 0:44 / /net rw,relatime shared:20 - nfs4 server:/export rw,vers=4.2
41 40 8:1 / /net/local rw,relatime shared:21 - ext4 /dev/sda1 rw
42 22 0:45 / /mnt/two\040words rw,relatime shared:22 - cifs //server/share rw
43 22 0:46 / /home/ann/remote rw - fuse.sshfs ann@server:/ rw
44 22 0:47 / /over rw - ext4 /dev/sdb1 rw
45 44 0:48 / /over rw - smb3 //server/share rw
46 22 0:49 / /back\134slash rw - 9p host rw
47 22 0:50 / /usb rw,relatime - exfat /dev/sdc1 rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> str:
    """Return a list of mounted file systems, as Linux writes it."""
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS)
    return str(path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ann/.local/share/roma/roma.db", None),
        ("/net/roma.db", "nfs4"),
        ("/net/ann/roma.db", "nfs4"),
        ("/network/roma.db", None),  # begins as /net does, and is another
        ("/net/local/ann/roma.db", None),  # the nearest mount decides
        ("/mnt/two words/roma.db", "cifs"),
        ("/mnt/two/roma.db", None),
        ("/home/ann/remote/x/roma.db", "fuse.sshfs"),
        ("/over/roma.db", "smb3"),  # mounted over another
        ("/back\\slash/roma.db", "9p"),
        ("/usb/roma.db", None),
        ("/roma.db", None),
    ],
)
def test_a_drive_of_another_machine_is_known_by_its_kind(
    mounts: str, path: str, kind: str | None
) -> None:
    said = unsafe_folders.warning(path, mounts=mounts)
    if kind is None:
        assert said is None
    else:
        assert said is not None
        assert said.startswith(f"warning: {os.path.dirname(path)} is on a drive shared")
        assert f"({kind})" in said
        assert "\n" not in said


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        ("Dropbox", "Dropbox"),
        ("Dropbox/notes/roma", "Dropbox"),
        ("Dropbox (Personal)/roma", "Dropbox"),
        ("dropbox-backup-tool", "Dropbox"),  # a false alarm is one line, said once
        ("OneDrive", "OneDrive"),
        ("OneDrive - Company Ltd/roma", "OneDrive"),
        ("Google Drive/My Drive", "Google Drive"),
        ("Library/CloudStorage/GoogleDrive-ann@example.org", "Google Drive"),
        ("Library/CloudStorage/Box-Box", "a cloud drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("Nextcloud/roma", "Nextcloud"),
        ("ownCloud", "ownCloud"),
        ("MEGAsync", "MEGA"),
        (".local/share/roma", None),
        ("Dropboxes", None),
        ("my Dropbox", None),
        ("drive", None),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(
    tmp_path: Path, mounts: str, folder: str, program: str | None
) -> None:
    said = unsafe_folders.warning(str(tmp_path / folder / "roma.db"), mounts=mounts)
    if program is None:
        assert said is None
    else:
        assert said is not None
        assert said.startswith(f"warning: {program} synchronizes {tmp_path / folder}, ")


@pytest.mark.parametrize(
    ("marker", "program"), [(".stfolder", "Syncthing"), (".dropbox.cache", "Dropbox")]
)
def test_a_synchronised_folder_of_any_name_is_known_by_what_is_in_it(
    tmp_path: Path, mounts: str, marker: str, program: str
) -> None:
    (tmp_path / "shared" / marker).mkdir(parents=True)
    for path in ("shared/roma.db", "shared/deep/er/roma.db"):
        said = unsafe_folders.warning(str(tmp_path / path), mounts=mounts)
        assert said is not None
        assert said.startswith(f"warning: {program} synchronizes ")
    assert unsafe_folders.warning(str(tmp_path / "roma.db"), mounts=mounts) is None


def test_a_link_into_such_a_folder_is_looked_through(tmp_path: Path, mounts: str) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "Dropbox")
    assert unsafe_folders.warning(str(tmp_path / "data" / "roma.db"), mounts=mounts) is not None


@pytest.mark.parametrize("text", [b"", b"nonsense\n", b"1 2 3 - nfs4\n", b"\xff\xfe 1 2\n"])
def test_where_the_mounts_cannot_be_told_nothing_is_said(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "mountinfo"
    assert unsafe_folders.warning("/net/roma.db", mounts=str(path)) is None
    path.write_bytes(text)
    assert unsafe_folders.warning("/net/roma.db", mounts=str(path)) is None


def test_it_is_said_once_when_the_file_is_made_on_stderr(roma: Roma) -> None:
    folder = roma.folder / "Dropbox"
    roma.environ["ROMA_DB"] = str(folder / "roma.db")
    first = roma.ok("task", "add", "x")
    made, warned = first.err.splitlines()
    assert made.startswith("created ")
    assert warned.startswith("warning: Dropbox synchronizes ")
    assert "warning" not in first.out
    assert roma.ok("task", "add", "y").err == ""
    quiet = roma.ok("today", "--quiet", ROMA_DB=str(folder / "other.db"))
    assert quiet.err == ""


def test_nothing_is_said_of_a_folder_like_any_other(roma: Roma) -> None:
    assert "warning" not in roma.ok("task", "add", "x").err

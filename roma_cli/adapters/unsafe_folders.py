"""Folders where a file is not safe from other machines: synchronized ones, and network drives.

SQLite's locks work within one machine. A program that copies the file and its log one after the
other, or a drive with locks that other machines do not see, can mix two states of the file.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MOUNTS = "/proc/self/mountinfo"

_SYNCHRONISED = (
    ("dropbox", "Dropbox"),
    ("onedrive", "OneDrive"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("mobile documents", "iCloud"),
    ("icloud drive", "iCloud"),
    ("iclouddrive", "iCloud"),
    ("cloudstorage", "a cloud drive"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("seafile", "Seafile"),
    ("megasync", "MEGA"),
    ("yandex.disk", "Yandex.Disk"),
)
"""Folder names of these programs; a suffix follows a blank, `-` or `(`."""

_MARKERS = (
    (".stfolder", "Syncthing"),
    (".dropbox.cache", "Dropbox"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
)
"""Files that these programs keep in the top folder they synchronize, whatever its name."""

_NETWORK = (
    "9p afs beegfs ceph cifs davfs drvfs gfs2 glusterfs gpfs lustre ncpfs nfs nfs4 ocfs2 orangefs "
    "prl_fs smb3 smbfs vboxsf virtiofs vmhgfs "
    "fuse.davfs2 fuse.gcsfuse fuse.glusterfs fuse.google-drive-ocamlfuse fuse.gvfsd-fuse "
    "fuse.onedriver fuse.rclone fuse.s3fs fuse.sshfs fuse.vmhgfs-fuse"
)
"""Linux names of file systems with files that another machine may change."""


def warning(path: str, *, mounts: str = _MOUNTS) -> str | None:
    """Return why a file at the absolute `path` is at risk, in one line, or None.

    `mounts` lists the mounted file systems in Linux's format; on other systems only the names of
    folders decide.
    """
    folder = os.path.realpath(os.path.dirname(path))
    program = next(_synchronising(folder), None)
    if program is not None:
        return (
            f"warning: {program} synchronizes {folder}, which can mix two states of the file; "
            "use a folder that is not synchronized (ROMA_DB)"
        )
    kind = _kind(folder, mounts)
    if kind in _NETWORK.split():
        return (
            f"warning: {folder} is on a drive shared with other machines ({kind}), where locks may "
            "not work; use the file from one machine only, or a local folder (ROMA_DB)"
        )
    return None


def _synchronising(folder: str) -> Iterator[str]:
    """Name the programs that synchronize `folder`, from the folder itself and its parents."""
    while True:
        name = os.path.basename(folder).casefold()
        for beginning, program in _SYNCHRONISED:
            if name.startswith(beginning) and name[len(beginning) :][:1] in ("", " ", "-", "("):
                yield program
        for marker, program in _MARKERS:
            if os.path.lexists(os.path.join(folder, marker)):
                yield program
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def _kind(folder: str, mounts: str) -> str:
    """Return the kind of file system that `folder` is on, or "" if unknown.

    Each line: id, parent, device, root, mount point, options, optional fields, `-`, kind, …;
    blanks in the mount point are written as octal escapes (proc(5)).
    """
    try:
        with open(mounts, encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return ""
    longest, kind = "", ""
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if len(fields) < 5:  # noqa: PLR2004 - the mount point is the fifth
            continue
        point = _unescaped(fields[4])
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        # A later mount covers an earlier one in the same place.
        if inside and len(point) >= len(longest):
            longest, kind = point, kinds[0]
    return kind


def _unescaped(text: str) -> str:
    for code, character in (("040", " "), ("011", "\t"), ("012", "\n"), ("134", "\\")):
        text = text.replace("\\" + code, character)
    return text

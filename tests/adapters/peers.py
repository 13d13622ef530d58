"""Other programs that roma reads from and writes for, each in an environment of its own."""

from __future__ import annotations

import fcntl
import functools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest


@functools.cache
def environment_with(requirement: str) -> Path:
    """Return the folder of the programs of a package from PyPI, in an environment of its own.

    Made once for all tests and their workers, and kept for the next run. Skips the test where it
    cannot be had.
    """
    kept = Path(tempfile.gettempdir()) / f"roma-tests-peers-{os.getuid()}"
    kept.mkdir(mode=0o700, exist_ok=True)
    if kept.stat().st_uid != os.getuid():
        pytest.skip(f"{kept} is somebody else's")
    name = requirement.replace("==", "-")
    home = kept / f"{name}-{sys.version_info.major}.{sys.version_info.minor}"
    done = home / "complete"
    with (kept / f"{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            made = subprocess.run(
                [sys.executable, "-m", "venv", "--clear", str(home)],
                capture_output=True,
                text=True,
                check=False,
            )
            if made.returncode == 0:
                made = subprocess.run(
                    [str(home / "bin" / "pip"), "install", "--quiet", requirement],
                    capture_output=True,
                    text=True,
                    check=False,
                )
            if made.returncode != 0:
                pytest.skip(f"{requirement} cannot be had here: {made.stderr.strip()[-200:]}")
            done.touch()
    return home / "bin"

"""The words of `roma data`."""

from __future__ import annotations

from roma_cli.acts import data
from roma_cli.carry import Errand
from roma_cli.cli.frame import command, subject

app = subject("The file itself.")


@command(app, "path", "roma data path")
def path() -> Errand:
    """Print where the file is; opens nothing."""
    return Errand(data.path)

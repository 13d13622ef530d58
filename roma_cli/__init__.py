"""roma: a task list and pomodoro timer for the terminal."""

from __future__ import annotations


def __getattr__(name: str) -> str:
    """Return `__version__` from the package metadata (reading it costs 40 ms, so only when asked).

    Raises AttributeError for any other name.
    """
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - see above

        return version("roma-cli")
    raise AttributeError(name)

"""The quick lane: words and plain operands only, for pipes and prompts.

It decides nothing. It is a table from command words to the same acts that the Typer commands
call, reached without loading Typer (60 ms). Whatever it does not recognise - any option, a `-`,
a wrong number of operands - it leaves to Typer, which gives the same bytes and exit code.
"""

from __future__ import annotations

from roma_cli.dispatch import Deed, Errand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def find(arguments: Sequence[str]) -> Deed | Errand | None:  # noqa: PLR0911 - one a word
    """Return what `arguments` ask for, or None where Typer has to read them."""
    if any(word.startswith("-") for word in arguments):
        return None
    match list(arguments):
        case ["prompt"]:
            from roma_cli.usecases.day.prompt import prompt

            return Errand(prompt)
        case ["task", verb, *operands]:
            return _task(verb, operands)
        case ["session", verb, *operands]:
            return _session(verb, operands)
        case ["reset", verb]:
            return _reset(verb)
        case ["timer", verb, *operands]:
            return _timer(verb, operands)
        case ["remind", "check"]:
            from roma_cli.usecases.reminders import commands as reminder_commands

            return Deed(reminder_commands.check, makes_file=False, tells_reminders=False)
    return None


def _task(verb: str, operands: list[str]) -> Deed | None:
    from roma_cli.usecases.tasks import commands as task_commands

    if verb == "list":
        return Deed(lambda visit: task_commands.list_tasks(visit, operands))
    if not operands:
        return None
    if verb == "add":
        return Deed(lambda visit: task_commands.add(visit, " ".join(operands)))
    if verb == "done":
        return Deed(lambda visit: task_commands.done(visit, operands))
    if verb == "show" and len(operands) == 1:
        return Deed(lambda visit: task_commands.show(visit, operands[0]))
    return None


def _session(verb: str, operands: list[str]) -> Deed | None:
    from roma_cli.usecases.day import session_count

    match verb, operands:
        case "show", []:
            return Deed(session_count.show)
        case "add", []:
            return Deed(session_count.add)
        case "set", [count]:
            return Deed(lambda visit: session_count.set_count(visit, count))
    return None


def _reset(verb: str) -> Deed | None:
    from roma_cli.usecases.day import resets

    if verb == "check":
        return Deed(resets.check, makes_file=False)
    if verb == "show":
        return Deed(resets.show)
    return None


def _timer(verb: str, operands: list[str]) -> Deed | None:
    from roma_cli.usecases.timer import commands as timer_commands

    match verb, operands:
        case "start", []:
            return Deed(timer_commands.start)
        case "start", [kind]:
            return Deed(lambda visit: timer_commands.start(visit, kind))
        case "pause" | "resume" | "skip" | "stop" | "show", []:
            acts = {
                "pause": timer_commands.pause,
                "resume": timer_commands.resume,
                "skip": timer_commands.skip,
                "stop": timer_commands.stop,
                "show": timer_commands.show,
            }
            return Deed(acts[verb])
    return None

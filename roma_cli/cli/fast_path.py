"""The quick lane: words and plain operands only, for pipes and prompts.

It decides nothing. It is a table from command words to the same acts that the Typer commands
call, reached without loading Typer (60 ms). Whatever it does not recognise - any option, a `-`,
a wrong number of operands - it leaves to Typer, which gives the same bytes and exit code.
"""

from __future__ import annotations

from roma_cli.dispatch import Command, StandaloneCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def find(arguments: Sequence[str]) -> Command | StandaloneCommand | None:  # noqa: PLR0911 - one a word
    """Return what `arguments` ask for, or None where Typer has to read them."""
    if any(word.startswith("-") for word in arguments):
        return None
    match list(arguments):
        case ["prompt"]:
            from roma_cli.usecases.day.prompt import prompt

            return StandaloneCommand(prompt)
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

            return Command(reminder_commands.check, makes_file=False, tells_reminders=False)
    return None


def _task(verb: str, operands: list[str]) -> Command | None:
    from roma_cli.usecases.tasks import commands as task_commands

    if verb == "list":
        return Command(lambda context: task_commands.list_tasks(context, operands))
    if not operands:
        return None
    if verb == "add":
        return Command(lambda context: task_commands.add(context, " ".join(operands)))
    if verb == "done":
        return Command(lambda context: task_commands.done(context, operands))
    if verb == "show" and len(operands) == 1:
        return Command(lambda context: task_commands.show(context, operands[0]))
    return None


def _session(verb: str, operands: list[str]) -> Command | None:
    from roma_cli.usecases.day import session_count

    match verb, operands:
        case "show", []:
            return Command(session_count.show)
        case "add", []:
            return Command(session_count.add)
        case "set", [count]:
            return Command(lambda context: session_count.set_count(context, count))
    return None


def _reset(verb: str) -> Command | None:
    from roma_cli.usecases.day import resets

    if verb == "check":
        return Command(resets.check, makes_file=False)
    if verb == "show":
        return Command(resets.show)
    return None


def _timer(verb: str, operands: list[str]) -> Command | None:
    from roma_cli.usecases.timer import commands as timer_commands

    match verb, operands:
        case "start", []:
            return Command(timer_commands.start)
        case "start", [kind]:
            return Command(lambda context: timer_commands.start(context, kind))
        case "pause" | "resume" | "skip" | "stop" | "show", []:
            acts = {
                "pause": timer_commands.pause,
                "resume": timer_commands.resume,
                "skip": timer_commands.skip,
                "stop": timer_commands.stop,
                "show": timer_commands.show,
            }
            return Command(acts[verb])
    return None

"""Sentences that finish, reopen, rate, tag, name or delete a task that is there already."""

from __future__ import annotations

from roma_cli.domain.language.commands.patterns import (
    LEVEL,
    LEVELS,
    Intent,
    N,
    T,
    compiled,
    number,
    on_task,
    options,
    reference,
    rule,
    tags,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from roma_cli.domain.language.commands.patterns import Build, Meaning, Scene

_EDIT = ("task", "edit")
_DONE = r"(?:done|finished|completed?)"
_UNDONE = r"(?:not (?:done|finished|complete[d]?)|undone|unfinished|incomplete|pending|open)"
_HAVE = r"i(?:'ve| have)? (?:just |now |already |finally )?"


def _reopen(match: re.Match[str], _scene: Scene) -> Meaning:
    task = reference(match["task"] or match["other"] or match["third"], "completed")
    return None if task is None else Intent(("task", "reopen"), task)


def _ids_only(match: re.Match[str], _scene: Scene) -> Meaning:
    task = reference(match["task"])
    return Intent(("task", "done"), task) if task is not None and task.ids else None


DONE = (
    rule(
        "mark set flag reopen uncheck untick isn aren not",
        rf"(?:mark|set|flag) {T} (?:as |to )?(?:still )?{_UNDONE}(?: again)?"
        rf"|(?:reopen|re-open|uncheck|untick) (?P<other>\S.*)"
        rf"|(?P<third>\S.*?) (?:is not|isn't|are not|aren't) (?:actually |really )?{_DONE}"
        r"(?: yet| after all)?",
        _reopen,
    ),
    rule(
        "done",
        rf"(?:i(?:'m| am) |{_HAVE})?(?:just |now |all )?done (?:with |on ){T}",
        on_task("task done"),
    ),
    rule(
        "mark set flag check",
        rf"(?:mark|set|flag|check) {T} (?:as |to |off as )?{_DONE}",
        on_task("task done"),
    ),
    rule("check tick cross mark", rf"(?:check|tick|cross|mark) off {T}", on_task("task done")),
    rule("check tick cross mark", rf"(?:check|tick|cross|mark) {T} off", on_task("task done")),
    rule(
        "complete finish completed finished",
        rf"(?:complete|finish|completed|finished) {T}",
        on_task("task done"),
    ),
    rule(
        "finished completed did done",
        rf"{_HAVE}(?:finished|completed|did|done)(?: with)? {T}",
        on_task("task done"),
    ),
    rule("done", r"done:? (?P<task>(?:task )?#?\d.*)", _ids_only),
    rule(
        "is are s", rf"{T}(?: is| are|'s) (?:now |all |already )?{_DONE}", on_task("task done")
    )._replace(heads=frozenset({"done", "finished", "complete", "completed"})),
)


# --- what it is -----------------------------------------------------------------------------


def _rate(match: re.Match[str], _scene: Scene) -> Meaning:
    task = reference(match["task"])
    level = LEVELS[match["level"].lower()]
    return None if task is None else Intent(_EDIT, task, ("--priority", level))


def _tag(option: str) -> Build:
    def build(match: re.Match[str], _scene: Scene) -> Meaning:
        task, found = reference(match["task"]), tags(match["tags"])
        if task is None or found is None:
            return None
        return Intent(_EDIT, task, options(option, found))

    return build


def _splits(match: re.Match[str], _scene: Scene) -> Meaning:
    """Read `rename A to B`: of several `to` each may be the one."""
    text, found = match["rest"], []
    for link in compiled(" (?:to|into|as) ").finditer(text):
        task, title = reference(text[: link.start()]), text[link.end() :].strip()
        whole = len(title) > 1 and title[0] == title[-1] and title[0] in "\"'"
        # Quotation marks end where they end.
        if (
            task is None
            or not title
            or any(part.count('"') % 2 for part in (text[: link.start()], title))
        ):
            continue
        found.append(Intent(_EDIT, task, ("--title", title[1:-1] if whole else title)))
    return found


def _with_text(*command: str) -> Build:
    def build(match: re.Match[str], _scene: Scene) -> Meaning:
        task, text = reference(match["task"], "any"), match["text"].strip("\"'")
        if task is None or not any(map(str.isalnum, text)):
            return None
        return Intent(command, task, ("--", text) if text.startswith("-") else (text,))

    return build


def _estimate(match: re.Match[str], _scene: Scene) -> Meaning:
    task = reference(match["task"] or match["other"])
    return None if task is None else Intent(_EDIT, task, ("--estimate", str(number(match["n"]))))


def _project(match: re.Match[str], _scene: Scene) -> Meaning:
    task = reference(match["task"])
    return None if task is None else Intent(_EDIT, task, ("--project", match["name"]))


_TAGS = r"(?P<tags>\S.*?)"
_MARKED = r"(?P<tags>#\S+(?:(?: |, ?| and )#\S+)*)"

KIND = (
    rule(
        "priority",
        rf"(?:set|change|make|raise|lower|put) (?:the )?priority (?:of|for|on) {T} "
        rf"(?:(?:to|at|as) )?{LEVEL}",
        _rate,
    ),
    rule(
        "priority",
        rf"(?:make|mark|set|flag|give|put) {T} (?:(?:as|to|a|at) )?{LEVEL}[ -]priority",
        _rate,
    ),
    rule(
        " ".join(LEVELS), rf"(?:make|mark|set|flag) {T} (?:as |to )?(?:more |very )?{LEVEL}", _rate
    ),
    rule(
        "prioritise prioritize", rf"prioriti[sz]e {T}", on_task("task edit", "--priority", "high")
    ),
    rule(
        "deprioritise deprioritize",
        rf"de-?prioriti[sz]e {T}",
        on_task("task edit", "--priority", "low"),
    ),
    rule(
        "tag label", rf"(?:tag|label) {T} (?:with|as) (?:the (?:tag|label) )?{_TAGS}", _tag("--tag")
    ),
    rule("tag label", rf"(?:tag|label) {T} {_MARKED}", _tag("--tag")),
    rule(
        "tag label",
        r"(?:tag|label) (?P<task>it|that|this|them|(?:task )?\d+) (?P<tags>[^\s#]\S*)",
        _tag("--tag"),
    ),
    rule(
        "tag tags label labels",
        rf"(?:add|put|stick) (?:the |a )?(?:tags?|labels?) {_TAGS} (?:to|on) {T}",
        _tag("--tag"),
    ),
    rule("add put", rf"(?:add|put) {_MARKED} (?:to|on) {T}", _tag("--tag")),
    rule(
        "tag tags label labels",
        rf"(?:remove|take|drop|delete) (?:the )?(?:tags?|labels?) {_TAGS} "
        rf"(?:off|from|of) {T}",
        _tag("--untag"),
    ),
    rule(
        "remove take drop delete",
        rf"(?:remove|take|drop|delete) {_MARKED} (?:off|from|of) {T}",
        _tag("--untag"),
    ),
    rule("untag", rf"untag {_TAGS} from {T}", _tag("--untag")),
    rule("untag", rf"untag {T} {_MARKED}", _tag("--untag")),
    rule("rename retitle", r"(?:rename|retitle) (?P<rest>\S.*)", _splits),
    rule("title name", r"(?:change|set) (?:the )?(?:title|name) of (?P<rest>\S.*)", _splits),
    rule(
        "note",
        rf"(?:add (?:a )?)?note (?:on|to|for) {T}(?:: ?| that )(?P<text>\S.*)",
        _with_text("task", "note"),
    ),
    rule(
        "takes take needs estimate",
        rf"(?:{T} (?:takes|will take|needs)|estimate (?P<other>\S.*?) (?:at|to|with)) "
        rf"(?P<n>{N}) (?:sessions?|pomodoros?)",
        _estimate,
    ),
    rule(
        "project",
        rf"(?:move|put|add|assign|file) {T} (?:in|into|to|under) (?:the )?project "
        r"(?P<name>[^\W_][\w.+-]*)",
        _project,
    ),
)


def _cancel(match: re.Match[str], scene: Scene) -> Meaning:
    """Read `cancel`, which is to delete a task, and of `it` may be to take the last step back."""
    found = on_task("task delete", wanted="any")(match, scene)
    if found is None or found.task is None or "reminder" in found.task.words:
        return None
    return [Intent(("undo",)), found] if found.task.back else found


END = (
    rule(
        "delete remove erase trash scrap rid",
        rf"(?:delete|remove|erase|trash|scrap|get rid of) {T}"
        r"(?: from (?:my|the) (?:list|tasks|todos|to-do list|todo list))?",
        on_task("task delete", wanted="any"),
    ),
    rule("cancel", rf"cancel {T}", _cancel),
)

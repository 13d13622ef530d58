"""Sentences that ask for tasks: which, how many, and what is known of one.

A list is read word by word: every part has to be a filter or a word that says nothing, or the
sentence is none of ours. So a title never turns into half a filter.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import date, timedelta

from roma_cli.domain import day as days
from roma_cli.domain.due import due_day
from roma_cli.domain.language.commands.patterns import (
    LEVELS,
    Intent,
    N,
    T,
    compiled,
    due,
    named,
    number,
    on_task,
    plain,
    rule,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from roma_cli.domain.language.commands.patterns import Meaning, Scene

_NOUN = r"(?:tasks?|todos?|to-dos?|things?|items?|stuff|anything|something|everything)"


class _Filter(namedtuple("_Filter", "pattern options")):
    """A part of a sentence, and the options of `task list` it stands for; None: not this one."""

    __slots__ = ()
    pattern: str
    options: Callable[[re.Match[str], Scene], tuple[str, ...] | None]


def _always(*options: str) -> Callable[[re.Match[str], Scene], tuple[str, ...] | None]:
    return lambda _match, _scene: options


def _span(first: date, last: date) -> tuple[str, ...]:
    """Return the options for what is due from one day to another, both included."""
    before, after = last + timedelta(days=1), first - timedelta(days=1)
    return ("--after", after.isoformat(), "--before", before.isoformat())


def _on_day(match: re.Match[str], scene: Scene) -> tuple[str, ...] | None:
    """Read `due tomorrow`: of that day, whole days and moments."""
    words = match["when"].lower()
    today = days.today(scene.rule, scene.now)
    if words == "today":
        return ("--due", "today")
    if words in ("next week", "this month", "next month"):
        first = {
            "next week": today + timedelta(days=7 - today.weekday()),
            "this month": today.replace(day=1),
            "next month": (today.replace(day=28) + timedelta(days=4)).replace(day=1),
        }[words]
        end = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return _span(first, first + timedelta(days=6) if words == "next week" else end)
    found = due(words, scene)
    if found is None or found.day is None:
        return None
    return _span(found.day, found.day)


def _until(match: re.Match[str], scene: Scene) -> tuple[str, ...] | None:
    """Read `before friday`, `by friday`, `after friday`."""
    found = due(match["when"], scene)
    if found is None:
        return None
    link = match["link"].lower()
    if link in ("after", "since"):
        return ("--after", match["when"])
    if link == "before" or found.day is None:
        return ("--before", match["when"])
    return ("--before", (due_day(found, scene.rule) + timedelta(days=1)).isoformat())


def _about(match: re.Match[str], _scene: Scene) -> tuple[str, ...] | None:
    words = named(match["words"])
    if words is None or words.startswith("-"):
        return None
    return tuple(words.split())


_OF_TASKS = rf"\b(?:{_NOUN}|left|open|pending|remaining|unfinished|to do|list)\b"
"""What has to be said where no filter is."""

_DAY_WORDS = r"(?P<when>\S+(?: \S+){0,3}?)"
_END = r"(?= |$)"
_FILTERS = (
    _Filter(r"(?:over ?due|late|past due)", _always("--due", "overdue")),
    _Filter(
        r"(?:(?:due|planned|scheduled|for|to do|on) )*(?:(?:in |during )?this week"
        r"|by the end of (?:the|this) week|(?:until|till) sunday)",
        _always("--due", "week"),
    ),
    _Filter(
        r"(?:with no|without(?: an?| any)?) (?:due date|deadline|date)s?|undated",
        _always("--due", "none"),
    ),
    _Filter(rf"(?:due )?(?P<link>before|by|until|till|after|since) {_DAY_WORDS}", _until),
    _Filter(rf"(?:(?:due|planned|scheduled|for|on) )+(?:on )?{_DAY_WORDS}", _on_day),
    _Filter(r"(?P<when>today|tomorrow|next week|this month|next month)", _on_day),
    _Filter(
        rf"(?:(?:of|with|at) )?(?P<level>{'|'.join(LEVELS)})(?:[ -]?priority)?",
        lambda match, _scene: ("--priority", LEVELS[match["level"].lower()]),
    ),
    _Filter(
        r"(?:(?:tagged|labell?ed)(?: (?:as|with))?|with (?:the |a )?(?:tag|label))"
        r" (?P<tag>#?[^\W_][\w/.+-]*)",
        lambda match, _scene: ("--tag", match["tag"].removeprefix("#")),
    ),
    _Filter(r"#(?P<tag>[^\W_][\w/.+-]*)", lambda match, _scene: ("--tag", match["tag"])),
    _Filter(
        r"(?:(?:in|of|for|from) )?(?:the )?project (?P<name>[^\W_][\w.+-]*)",
        lambda match, _scene: ("--project", match["name"]),
    ),
    _Filter(r"\+(?P<name>[^\W\d_][\w.+-]*)", lambda match, _scene: ("--project", match["name"])),
    _Filter(r"(?:done|finished|completed)(?: already)?", _always("--status", "completed")),
    _Filter(r"(?:waiting|hidden|snoozed)", _always("--status", "waiting")),
    _Filter(
        r"(?:sorted|ordered) by (?P<by>due|priority|title|created|id)",
        lambda match, _scene: ("--sort", match["by"].lower()),
    ),
    _Filter(
        rf"(?:first|top|next) (?P<n>{N})",
        lambda match, _scene: ("--limit", str(number(match["n"]))) if number(match["n"]) else None,
    ),
    _Filter(
        r"(?:about|containing|with the words?|mentioning|called|named) (?P<words>\S.*)", _about
    ),
    _Filter(
        r"(?:due|open|pending|left(?: to do| over)?|remaining|unfinished|to do|still|all|the|my"
        r"|of|are|is|there|that|which|do i have|have i(?: got)?|i have|i've got|me|on my list|on"
        r" the list|in my list|on my plate|to|be|done yet|not done(?: yet)?|and|with|now|current"
        rf"|in total|{_NOUN})",
        _always(),
    ),
)


def read_filters(text: str, scene: Scene) -> tuple[str, ...] | None:
    """Return the options of `task list` that a text says, None unless it says nothing else."""
    found: dict[str, tuple[str, ...]] = {}
    words: list[str] = []
    rest = text.strip(" ,:")
    while rest:
        for one in _FILTERS:
            taken = _take(one, rest, scene)
            if taken is None:
                continue
            options, rest = taken
            if options and not options[0].startswith("--"):
                words += options
            elif options and options[0] in found:
                # Two of a kind: which is meant cannot be told.
                return None
            elif options:
                found[options[0]] = options
            break
        else:
            return None
    return (*words, *(word for options in found.values() for word in options))


def _take(one: _Filter, text: str, scene: Scene) -> tuple[tuple[str, ...], str] | None:
    """Return the options of a filter at the beginning of a text, and what follows it.

    A date may be of one word or of four: the longest that is one counts.
    """
    pattern = compiled(one.pattern + _END)
    if "(?P<when>\\S+" not in one.pattern:
        match = pattern.match(text)
        options = None if match is None else one.options(match, scene)
        return (
            None
            if match is None or options is None
            else (options, text[match.end() :].lstrip(" ,"))
        )
    words = text.split(" ")
    for length in range(min(len(words), 8), 0, -1):
        match = pattern.fullmatch(" ".join(words[:length]))
        options = None if match is None else one.options(match, scene)
        if options is not None:
            return options, " ".join(words[length:])
    return None


def _listed(count: bool = False) -> Callable[[re.Match[str], Scene], Meaning]:
    def build(match: re.Match[str], scene: Scene) -> Meaning:
        found = match.groupdict()
        options = read_filters(found["rest"], scene)
        if options is None or not (options or compiled(_OF_TASKS).search(found["rest"])):
            return None
        return Intent(("task", "list", *options), count=count)

    return build


def _shown(match: re.Match[str], scene: Scene) -> Meaning:
    """Read `show …`: a list if all of it is filters and it names tasks or a filter."""
    if not compiled(rf"\b{_NOUN}\b|due\b|\blate\b|priority|tagged|#").search(match["rest"]):
        return None
    return _listed()(match, scene)


def _number_or_tag(match: re.Match[str], scene: Scene) -> Meaning:
    """Read `#3`, which is a task to one and a label to another."""
    task = on_task("task show", wanted="any")(match, scene)
    return [*([task] if task else []), Intent(("task", "list", "--tag", match["tag"]))]


LISTS = (
    rule(
        "show list open see", r"(?:show|list|see)(?: me)? (?P<task>#(?P<tag>\d+))", _number_or_tag
    ),
    rule("many", r"how many (?:of my )?(?P<rest>\S.*)", _listed(count=True)),
    rule("count", r"count (?:all |of )?(?P<rest>\S.*)", _listed(count=True)),
    plain(
        "",
        r"(?:(?:show|list|see|display)(?: me)? )?(?:all )?(?:of )?(?:my |the )?"
        r"(?:tasks|todos|to-dos|to-do list|todo list|task list|list)",
        "task list",
    ),
    rule(
        "show list display see view give find print",
        r"(?:show|list|display|see|view|give|find|print)(?: me)? (?P<rest>\S.*)",
        _shown,
    ),
    rule(
        "what which whats",
        r"(?:what(?:'s| is| are)?|which)(?: (?:is|are|do i have|have i got))?(?: still)?"
        r"(?: (?:to do|(?:do|should|must) i (?:have to |need to )?do))?"
        r" ?(?P<rest>(?:tasks|todos|things|items|due|overdue|late"
        r"|left|open|pending|remaining|unfinished|high|low|medium|urgent|important|tagged|for|on"
        r"|today|tomorrow|this|next|done|still|my|the)\b.*)",
        _listed(),
    ),
    plain("what", r"what (?:do|should|must) i (?:have to |need to )?do(?: now)?", "task list"),
    plain(
        "what",
        r"what(?:'s| is)(?: up)? next|what (?:do|should|must) i (?:have to |need to )?do next",
        "task list --limit 1",
    ),
    rule(
        "anything something any",
        r"(?:do i have|have i got|is there|are there|is|am i) ?(?P<rest>(?:anything|something|any"
        r"(?= tasks)|late with anything)\b.*)",
        _listed(),
    ),
    rule("anything any", r"(?P<rest>anything (?:due|overdue|late|left).*)", _listed()),
    rule(
        "tasks todos",
        r"(?P<rest>(?:.* )?(?:tasks|todos|to-dos)(?: .*)?)",
        _listed(),
    ),
    rule("overdue", r"(?P<rest>overdue)", _listed()),
    plain(
        "reminders",
        r"(?:(?:show|list)(?: me)? )?(?:my |the |all )?reminders|what reminders (?:do i"
        r" have|are (?:there|waiting))|(?:are there |do i have )?any reminders",
        "remind list",
    ),
    plain(
        "tags labels",
        r"(?:(?:show|list)(?: me)? )?(?:my |the |all )?(?:tags|labels)|what (?:tags|"
        r"labels) (?:do i have|are there)",
        "task tags",
    ),
)

ONE = (
    rule(
        "when",
        rf"when(?:'s| is) {T} due",
        on_task("task show", wanted="any"),
    ),
    rule(
        "is did was have",
        rf"(?:is {T} (?:done|finished|complete|completed|overdue|late|due"
        r"(?: \S.*)?)(?: yet| already)?)",
        on_task("task show", wanted="any"),
    ),
    rule(
        "did have",
        rf"(?:did|have) i (?:already )?(?:finish(?:ed)?|complete[d]?|do|done) {T}"
        r"(?: yet| already)?",
        on_task("task show", wanted="any"),
    ),
    rule(
        "what status about details",
        r"(?:what(?:'s| is) (?:the )?(?:status|due date|deadline|priority|state) of"
        rf"|tell me about|(?:show(?: me)? )?(?:the )?details (?:of|for|about)) {T}",
        on_task("task show", wanted="any"),
    ),
    rule(
        "what",
        r"what(?:'s| is) (?P<task>(?:task |number )#?\d+)",
        on_task("task show", wanted="any"),
    ),
    rule(
        "search find look",
        r"(?:search(?: for)?|find|look (?:for|up))(?: me)? (?P<words>\S.*)",
        lambda match, _scene: _search(match["words"]),
    ),
    rule(
        "show open display view see",
        # What speaks of tasks is a list that was not understood, and no title.
        rf"(?:show|open|display|view|see)(?: me)? (?!.*\b(?:tasks|todos|to-dos)\b){T}",
        on_task("task show", wanted="any"),
    ),
)


def _search(phrase: str) -> Intent | None:
    words = named(phrase)
    if words is None:
        return None
    return Intent(("task", "search", *(["--"] if words.startswith("-") else []), *words.split()))

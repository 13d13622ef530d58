"""Filters of a list in a sentence: `overdue tasks tagged home` -> the options of `task list`.

A list is read from left to right, at each place the longest filter; every part has to be one, or
a word without a meaning of its own, or the text is no list. So no title becomes half a filter.
"""

from __future__ import annotations

from datetime import date, timedelta

from roma_cli.domain import day as days
from roma_cli.domain.due import due_day
from roma_cli.domain.language.commands.matcher import Grammar, Kind, Sentence, compiled
from roma_cli.domain.language.commands.slots import FORMS, KINDS, due, search_words
from roma_cli.domain.language.commands.templates import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.language.commands.matcher import Calendar

_NOUN = "tasks?|todos?|to-dos?|things?|items?|stuff|anything|something|everything"


_TEMPLATES = """
overdue -> --due overdue
    (overdue|over due|late|past due)
due this week -> --due week
    <due> ([in|during] this week|by the end of (the|this) week|(until|till) sunday)
without a due date -> --due none
    (with no|without [a|an|any]) (due date|due dates|deadline|deadlines|date|dates)
    undated
due before friday -> --before {day}
    [due] before {day}
by friday -> --before {last_day}
    [due] (by|until|till) {last_day}
after friday -> --after {day}
    [due] (after|since) {day}
due on friday -> {on_day}
    (due|planned|scheduled|for|on) <due> {on_day}
tomorrow -> {near_day}
    {near_day}
high -> --priority {level}
    [of|with|at] {level} [priority]
high-priority -> --priority {rating}
    [of|with|at] {rating}
tagged home -> --tag {tag}
    ((tagged|labelled|labeled) [as|with]|with [the|a] (tag|label)) {tag}
#home -> --tag {hash_tag}
    {hash_tag}
in project house -> --project {project}
    [in|of|for|from] [the] project {project}
+house -> --project {plus_project}
    {plus_project}
done -> --status completed
    (done|finished|completed) [already]
hidden -> --status waiting
    (waiting|hidden|snoozed)
sorted by due -> --sort {sort}
    (sorted|ordered) by {sort}
first 3 -> --limit {size}
    (first|top|next) {size}
about milk -> {rest}
    (about|containing|with the (word|words)|mentioning|called|named) {rest}
all my tasks -> nothing
    (due|open|pending|left [to do|over]|remaining|unfinished|to do|still|all|the|my|of|are|is
        |there|that|which|do i have|have i [got]|i have|i 've got|me|on my list|on the list|in my
        list|on my plate|to|be|not done [yet]|and|with|now|current|in total|<noun>)
"""


def _between(first: date, last: date) -> tuple[str, ...]:
    """Return the options for what is due from one day to another, both included."""
    before, after = last + timedelta(days=1), first - timedelta(days=1)
    return ("--after", after.isoformat(), "--before", before.isoformat())


def _on_day(text: str, calendar: Calendar) -> tuple[str, ...] | None:
    """Return the options for what is due on a day or in a week or month."""
    words = text.lower()
    today = days.today(calendar.rule, calendar.now)
    if words == "today":
        return ("--due", "today")
    if words == "next week":
        monday = today + timedelta(days=7 - today.weekday())
        return _between(monday, monday + timedelta(days=6))
    if words in ("this month", "next month"):
        first = today.replace(day=1) if words == "this month" else _month_after(today)
        return _between(first, _month_after(first) - timedelta(days=1))
    found = due(words, calendar)
    return None if found is None or found.day is None else _between(found.day, found.day)


def _month_after(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _up_to(text: str, calendar: Calendar) -> str | None:
    """Return the first day that is too late, or the moment as it was typed."""
    found = due(text, calendar)
    if found is None:
        return None
    if found.day is None:
        return text
    return (due_day(found, calendar.rule) + timedelta(days=1)).isoformat()


GRAMMAR = Grammar(
    rows(_TEMPLATES, changes=False),
    {
        **KINDS,
        "day": KINDS["when"]._replace(most=4),
        "last_day": Kind(_up_to, most=4),
        "on_day": Kind(_on_day, most=4),
        "near_day": Kind(_on_day, "today|tomorrow|next week|this month|next month", 2),
        "tag": Kind(lambda text, _: text.removeprefix("#"), r"#?[^\W_][\w/.+-]*", 1),
        "hash_tag": Kind(lambda text, _: text[1:], r"#[^\W_][\w/.+-]*", 1),
        "plus_project": Kind(lambda text, _: text[1:], r"\+[^\W\d_][\w.+-]*", 1),
        "sort": Kind(lambda text, _: text.lower(), "due|priority|title|created|id", 1),
        "size": KINDS["number"]._replace(
            read=lambda text, now: (
                None if (found := KINDS["number"].read(text, now)) == "0" else found
            )
        ),
        "rest": Kind(lambda text, _: _about(text), is_open=True),
    },
    FORMS,
    {
        "noun": "task|tasks|todo|todos|to-do|to-dos|thing|things|item|items|stuff"
        "|anything|something|everything",
        "due": "[due|planned|scheduled|for|to do|on] [due|planned|scheduled|for|to do|on]",
    },
)


def _about(text: str) -> tuple[str, ...] | None:
    words = search_words(text)
    return None if words is None or words[0] == "--" else words


def read_filters(text: str, calendar: Calendar) -> tuple[str, ...] | None:
    """Return the options of `task list` that a text says, None unless it says nothing else."""
    sentence = Sentence(text.strip(" ,:"))
    found: dict[str, tuple[str, ...]] = {}
    words: tuple[str, ...] = ()
    at = 0
    while at < len(sentence.words):
        options, at = GRAMMAR.longest(sentence, at, calendar)
        if options is None or (options and options[0] in found):
            # No filter, or two of a kind, of which either could be meant.
            return None
        if options and options[0].startswith("--"):
            found[options[0]] = tuple(options)
        else:
            words += tuple(options)
    return (*words, *(word for options in found.values() for word in options))


_SPEAKS_OF_TASKS = rf"\b(?:{_NOUN}|left|open|pending|remaining|unfinished|to do|list)\b"
"""What a list says that says no filter."""
_SHOWS_TASKS = rf"\b(?:{_NOUN})\b|due\b|\blate\b|priority|tagged|#"
"""What is shown if it is a list and not one task."""
_ASKED = (
    r"(?:tasks|todos|things|items|due|overdue|late|left|open|pending|remaining|unfinished|high|low"
    r"|medium|urgent|important|tagged|for|on|today|tomorrow|this|next|done|still|my|the)\b.*"
)


def _list(text: str, calendar: Calendar) -> tuple[str, ...] | None:
    options = read_filters(text, calendar)
    return options or (options if compiled(_SPEAKS_OF_TASKS).search(text) else None)


def _shown(text: str, calendar: Calendar) -> tuple[str, ...] | None:
    if compiled(r"#\d+").fullmatch(text) or not compiled(_SHOWS_TASKS).search(text):
        # `#3` may be a task as well, which has a row of its own.
        return None
    return _list(text, calendar)


FILTER_KINDS = {
    "filters": Kind(_list),
    "shown_filters": Kind(_shown),
    "asked_filters": Kind(_list, _ASKED),
    "any_filters": Kind(_list, r"(?:anything|something|late with anything)\b.*"),
    "anything_filters": Kind(_list, r"anything (?:due|overdue|late|left).*"),
    "tasks_filters": Kind(_list, r"(?:.* )?(?:tasks|todos|to-dos)(?: .*)?"),
}

"""Fits what other programs keep to the limits of roma's own fields, and names what gave way."""

from __future__ import annotations

from datetime import date

from roma_cli.domain import day as days
from roma_cli.domain import task as task_rules
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.reminder import OFFSETS
from roma_cli.domain.task_fields import LATER_FIELDS, PROJECT
from roma_cli.domain.text import visible
from roma_cli.domain.transfer.interchange import Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from roma_cli.domain.changes import Value
    from roma_cli.domain.task_fields import TextField
    from roma_cli.domain.transfer.interchange import ExternalTask

_CUT = "…"
_PARAGRAPH = "\n\n"
_NAMED = 60
"""Characters of a title by which a report names a task."""

_OFFSET_WORDS = {seconds: word for word, seconds in OFFSETS.items()}


class Fitter:
    """Fits the fields of one record, called `record` in what is lost; a task by its title."""

    def __init__(self, record: str | ExternalTask, lost: Callable[[Loss], None]) -> None:
        self._record = record
        self._lost = lost

    def lose(self, field: str, reason: str) -> None:
        """Name what could not be kept."""
        if not isinstance(self._record, str):
            self._record = record_of(self._record)
        self._lost(Loss(self._record, field, reason))

    def text(self, text: str, field: str, most: int) -> str:
        """Return a text as it may be stored: trimmed, at most so long, without what is no text."""
        fitted = text.strip()
        if not fitted.isprintable():
            fitted = self._sound(fitted, field)
        if len(fitted) > most:
            self.lose(field, f"cut from {len(fitted)} to {most} characters")
            fitted = fitted[: most - 1].rstrip() + _CUT
        return fitted

    def moment(self, moment: int | None, field: str) -> int | None:
        """Return a moment that roma can show, or None."""
        if moment is None or days.EARLIEST_MOMENT <= moment <= days.LATEST_MOMENT:
            return moment
        self.lose(field, "outside the years 1970 to 9989")
        return None

    def due(self, due: Due | None) -> Due | None:
        """Return a due date that roma can show, or None."""
        if due is None:
            return None
        if due.day is not None:
            if _FIRST_DAY <= due.day <= _LAST_DAY:
                return due
            self.lose("due", "outside the years 1970 to 9989")
            return None
        moment = self.moment(due.moment, "due")
        return None if moment is None else Due(moment, None)

    def tags(self, words: Iterable[str]) -> dict[str, Value]:
        """Return the columns of at most ten tags, each of one word and at most 49 characters."""
        found: dict[str, str] = {}
        for word in words:
            name = self._sound(word, "tags").strip().lstrip("#")
            parts = name.split()
            if not parts:
                continue
            if len(parts) > 1:
                self.lose("tags", f"the tag '{name}' has spaces; they became dashes")
                name = "-".join(parts)
            if len(name) >= task_rules.TAG_LIMIT:
                self.lose("tags", f"the tag '{name[:_NAMED]}' was cut to 49 characters")
                name = name[: task_rules.TAG_LIMIT - 1]
            if task_rules.tag_key(name) in found:
                continue
            if len(found) >= task_rules.TAGS_LIMIT:
                self.lose(
                    "tags", f"'{name}' is beyond the {task_rules.TAGS_LIMIT} tags a task may have"
                )
                continue
            found[task_rules.tag_key(name)] = "#" + name
        return {
            "tags": " ".join(found.values()),
            "tag_keys": " ".join("#" + key for key in found),
        }

    def _sound(self, text: str, field: str) -> str:
        """Return `text` without NUL characters and with a sign in the place of lone surrogates."""
        if "\x00" in text:
            self.lose(field, "NUL characters were left out")
            text = text.replace("\x00", "")
        try:
            text.encode()
        except UnicodeEncodeError:
            self.lose(field, "what is no text became \ufffd")
            text = "".join(one if not _is_half(one) else "\ufffd" for one in text)
        return text


def record_of(one: ExternalTask) -> str:
    """Return what a report calls a task."""
    return short(one.title) or one.uuid


def short(title: str) -> str:
    """Return the beginning of a title, fit to be shown, by which a report names a task."""
    words = " ".join(title[: 4 * _NAMED].split())
    return visible(words if len(words) <= _NAMED else words[: _NAMED - 1] + _CUT)


def plain_columns(one: ExternalTask, fit: Fitter) -> dict[str, Value]:
    """Return the columns of a task that depend on nothing but itself; no stamps, no series."""
    title = fit.text(one.title, "title", task_rules.DESCRIPTION_LIMIT)
    description = one.description
    if len(title) > task_rules.TITLE_LIMIT:
        fit.lose("title", "over 255 characters: cut, and the whole of it put in the description")
        description = title + (_PARAGRAPH + description if description.strip() else "")
        title = title[: task_rules.TITLE_LIMIT - 1] + _CUT
    if not title:
        fit.lose("title", "it was blank")
        title = "(no title)"
    due = one.due if one.due is None else fit.due(one.due)
    priority = one.priority
    if priority not in task_rules.PRIORITIES:
        fit.lose("priority", f"roma knows low, medium and high, not '{priority[:_NAMED]}'")
        priority = "medium"
    return {
        "title": title,
        "description": fit.text(description, "description", task_rules.DESCRIPTION_LIMIT)
        if description
        else "",
        "due_date": None if due is None else due.moment,
        "due_day": None if due is None or due.day is None else due.day.isoformat(),
        "priority": priority,
        **(fit.tags(one.tags) if one.tags else _NO_TAGS),
        "project": _text(one.project, PROJECT, fit),
        "wait_until": fit.moment(one.wait_until, "wait_until"),
        "estimate": None if one.estimate is None else _estimate(one.estimate, fit),
        "repeat_from": one.repeat_from,
        "reminder_offset": reminder_offset(one) if one.reminders else None,
        **{each.column: _text(one.texts.get(each.column), each, fit) for each in LATER_FIELDS},
    }


def due_of_columns(columns: Mapping[str, object]) -> Due | None:
    """Return the due date that a task's columns hold, or None."""
    return due_of(columns["due_date"], columns["due_day"])


def due_of(moment: object, day: object) -> Due | None:
    """Return the due date that a column for moments and one for days hold, or None."""
    if day is not None:
        return Due(None, date.fromisoformat(str(day)))
    return None if moment is None else Due(int(str(moment)), None)


def full_title(title: str, description: str) -> tuple[str, str]:
    """Return the title and description as they were before `plain_columns` cut the title."""
    if len(title) != task_rules.TITLE_LIMIT or not title.endswith(_CUT):
        return title, description
    if not description.startswith(title[:-1]):
        return title, description
    full, _, rest = description.partition(_PARAGRAPH)
    return (full, rest) if len(full) > task_rules.TITLE_LIMIT else (title, description)


def reminder_offset(one: ExternalTask) -> str | None:
    """Return the first of a task's reminders that is one of the seven offsets, in words."""
    for reminder in one.reminders:
        word = _OFFSET_WORDS.get(reminder.offset_seconds or 0)
        if word is not None:
            return word
    return None


def repeat_words(one: ExternalTask, fit: Fitter) -> str:
    """Return a task's repeat in roma's own words, `none` where it has none or roma cannot."""
    if one.recurrence == "none":
        return "none"
    from roma_cli.domain.repeats.parse import in_words, parse_repeat  # noqa: PLC0415 - only what repeats

    try:
        words = in_words(parse_repeat(one.recurrence))
    except UsageError as problem:
        fit.lose("recurrence", problem.message)
        return "none"
    if words != "none" and one.part_of is not None:
        fit.lose("recurrence", "a subtask cannot repeat")
        return "none"
    return words


def _is_half(character: str) -> bool:
    """Tell whether a character is a lone surrogate, half of one that UTF-16 writes as two."""
    return 0xD800 <= ord(character) <= 0xDFFF  # noqa: PLR2004 - Unicode's own bounds


def _text(text: str | None, field: TextField, fit: Fitter) -> str | None:
    return None if text is None else fit.text(text, field.column, field.most) or None


def _estimate(number: int, fit: Fitter) -> int | None:
    if 1 <= number <= task_rules.ESTIMATE_LIMIT:
        return number
    fit.lose("estimate", f"an estimate is 1 to {task_rules.ESTIMATE_LIMIT} sessions")
    return None


_NO_TAGS: dict[str, Value] = {"tags": "", "tag_keys": ""}
_FIRST_DAY = date(1970, 1, 2)
_LAST_DAY = date(9989, 12, 29)

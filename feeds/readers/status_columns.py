"""Names of columns in other systems that say whether an article is public, where no setting maps them.

A record with such a column is held if its value means that the article is not public, and gets a warning if
the value is unknown. Otherwise ``SELECT *`` would publish the drafts of a table (docs/decisions/0027).
"""

import re
from collections.abc import Iterable
from enum import Enum, auto
from functools import lru_cache

from feeds.model import Status
from feeds.readers.faults import FaultCollector, FieldFault
from feeds.readers.json_values import Json
from feeds.readers.statuses import known_status

NOT_PUBLIC = "_not_public"
"""The field of a record with the column and value that hold it, as a list."""

UNKNOWN_STATUS = "_unknown_status"
"""The field of a record with a column and its unknown value, as a list."""

REPORTS = frozenset({NOT_PUBLIC, UNKNOWN_STATUS})

COLUMN_KINDS = frozenset({"csv", "json", "jsonl", "push", "sql", "xml"})
"""Kinds whose names of fields are those of any system; other kinds know the conventions of their format."""


class _Meaning(Enum):
    """What the value of a column says: a word, whether it is public, whether it is not, any value holds."""

    WORD = auto()
    PUBLIC_IF_TRUE = auto()
    PUBLIC_IF_FALSE = auto()
    PUBLIC_IF_EMPTY = auto()


_NAMES = {
    _Meaning.WORD: (
        "status state visibility poststatus articlestatus contentstatus publishstatus publishingstatus"
        " publicationstatus publicationstate workflowstatus workflowstate moderationstate editorialstatus"
    ),
    _Meaning.PUBLIC_IF_TRUE: (
        "published ispublished public ispublic publish visible isvisible online isonline live islive approved"
        " isapproved active isactive enabled isenabled"
    ),
    _Meaning.PUBLIC_IF_FALSE: (
        "draft isdraft private isprivate hidden ishidden unlisted isunlisted unpublished deleted isdeleted"
        " trashed istrashed protected isprotected membersonly"
    ),
    _Meaning.PUBLIC_IF_EMPTY: "deletedat trashedat password postpassword",
}
_MEANINGS = {name: meaning for meaning, names in _NAMES.items() for name in names.split()}
_SEPARATORS = re.compile(r"[\W_]+")
_PUBLIC_WORDS = frozenset({"all", "anyone", "everyone", "open", "visible", "world"})
_LIMITED_WORDS = frozenset(
    {
        "direct",
        "followers",
        "hidden",
        "internal",
        "member",
        "members",
        "nobody",
        "paid",
        "password",
        "protected",
    }
    | {"restricted", "subscriber", "subscribers", "tiers", "unlisted"}
)
_TRUE = frozenset({"1", "true", "t", "yes", "y", "on"})
_FALSE = frozenset({"0", "false", "f", "no", "n", "off"})
_SHOWN_CHARS = 40
_PROTECTED = "protected"

_FAULTS = ((NOT_PUBLIC, FieldFault.NOT_PUBLIC_COLUMN), (UNKNOWN_STATUS, FieldFault.UNKNOWN_COLUMN))

Columns = tuple[tuple[str, _Meaning], ...]


def checked(data: dict[str, Json], used: frozenset[str]) -> dict[str, Json]:
    """Return the data, with a field that reports the first column that is not, or may not be, public.

    ``used`` are the names that the settings map.
    """
    columns = _columns(tuple(data), used)
    return {**data, **_found(data, columns)} if columns else data


def objects_of(fields: Iterable[tuple[str, str | None]]) -> frozenset[str]:
    """Return the names of objects that settings take values from: ``content`` of ``content.rendered``."""
    return frozenset(theirs.partition(".")[0] for _, theirs in fields if theirs and "." in theirs)


def without_protected(data: dict[str, Json], objects: frozenset[str]) -> dict[str, Json]:
    """Return the data, with a report of the first object that a password protects, as in WordPress REST."""
    for name in objects:
        value = data.get(name)
        if isinstance(value, dict) and value.get(_PROTECTED) is True:
            return {**data, NOT_PUBLIC: [f"{name}.{_PROTECTED}", "true"]}
    return data


def column_names(fields: Iterable[tuple[str, str | None]]) -> frozenset[str] | None:
    """Return the names that settings use; ``None`` (check nothing) if they map or switch off ``status``."""
    pairs = tuple(fields)
    if any(ours == "status" for ours, _ in pairs):
        return None
    return frozenset(theirs for _, theirs in pairs if theirs)


def report(data: dict[str, Json], faults: FaultCollector) -> None:
    """Add the faults that ``checked`` found in a record."""
    for name, fault in _FAULTS:
        found = data.get(name)
        if isinstance(found, list):
            column, value = map(str, found)
            hint = f'Set [sources.fields] status = "{column}", or status = false if it does not matter'
            if column.endswith(f".{_PROTECTED}"):
                hint = "Remove the password of the article in its system, or do not request the article"
            faults.add(fault, None, f"{column} is {value!r}, and no setting uses this column", hint)


@lru_cache(maxsize=1024)
def _columns(names: tuple[str, ...], used: frozenset[str]) -> Columns:
    """Return the columns that say something, by the names of a record; ``status`` itself is our own field."""
    found = ((name, _MEANINGS.get(_SEPARATORS.sub("", name).lower())) for name in names if name not in used)
    return tuple((name, meaning) for name, meaning in found if meaning is not None and name != "status")


def _found(data: dict[str, Json], columns: Columns) -> dict[str, Json]:
    unknown: dict[str, Json] = {}
    for name, meaning in columns:
        public = _is_public(data[name], meaning)
        shown: Json = [name, str(data[name])[:_SHOWN_CHARS]]
        if public is False:
            return {NOT_PUBLIC: shown}
        if public is None and not unknown:
            unknown = {UNKNOWN_STATUS: shown}
    return unknown


def _is_public(value: Json, meaning: _Meaning) -> bool | None:
    """Return whether a value says that an article is public; ``None`` if that is unknown."""
    if isinstance(value, list | dict) or value is None or not (text := str(value).strip().lower()):
        return True
    if meaning is _Meaning.WORD:
        return _is_public_word(text)
    if meaning is _Meaning.PUBLIC_IF_EMPTY:
        return text in _FALSE
    if text not in _TRUE | _FALSE:
        return True
    return (text in _TRUE) is (meaning is _Meaning.PUBLIC_IF_TRUE)


def _is_public_word(text: str) -> bool | None:
    status = known_status(text)
    if status is Status.USABLE or text in _PUBLIC_WORDS:
        return True
    return False if status is not None or text in _LIMITED_WORDS else None

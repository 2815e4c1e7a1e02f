"""Typed access to the fields of a record as a source wrote it.

Every text is bounded before any pattern sees it. A value that cannot be used is ``None`` and a warning: it
never holds the record (DESIGN, "Content policy").
"""

import math
from collections.abc import Iterable, Iterator

from msgspec import Struct

from feeds.readers.faults import FaultCollector, FieldFault
from feeds.readers.json_values import MAX_NUMBER, Json, is_absent, is_finite, read_duration, read_number

MAX_CHARS = 8_192
"""The longest text of a field on one line: a title, name, address or id."""

MAX_SUMMARY_CHARS = 200_000
MAX_CONTENT_CHARS = 4_000_000
MAX_ENTRIES = 1_000
"""The most authors, tags, attachments … of one record."""

_TEXT_KEYS = ("rendered", "value", "text", "#text", "_", "name", "term", "label", "title")
_ADDRESS_KEYS = (
    *("url", "href", "src", "link", "content_url", "contentUrl", "source_url", "@id", "rendered", "value"),
)
_MAX_DEPTH = 4
_SHOWN_CHARS = 80


class Fields(Struct, frozen=True, gc=False):
    """The fields of one object; ``path`` is its place in the record (``attachments.0.``)."""

    data: dict[str, Json]
    faults: FaultCollector
    path: str = ""

    def has(self, name: str) -> bool:
        """Whether the field holds anything."""
        return self.data.get(name) not in (None, "", [], {})

    def text(self, name: str, *others: str, limit: int = MAX_CHARS) -> str | None:
        """The text of the first of the fields that has one, cut to ``limit`` characters."""
        for key in (name, *others):
            value = self._plain(key, _TEXT_KEYS)
            if value and value.strip():
                return value if len(value) <= limit else self._cut(key, value, limit)
        return None

    def token(self, name: str, *others: str) -> str | None:
        """An id or code: one that is too long is left out, as its beginning means something else."""
        for key in (name, *others):
            value = self._plain(key, _ADDRESS_KEYS)
            if value and value.strip():
                return self._bounded(key, value)
        return None

    def link(self, name: str, *others: str) -> str | None:
        """An address: none is made of a number, or of other words in an object."""
        for key in (name, *others):
            value = self.data.get(key)
            if value is None or value is False:
                continue
            found = value if type(value) is str else _first_text(value, _ADDRESS_KEYS)
            if found and found.strip():
                return self._bounded(key, found)
            if value and type(value) is not str:
                self._wrong_type(key, value)
        return None

    def content(self, name: str) -> str | None:
        """The text of an article; one that is too long holds the record, as no text may be lost."""
        value = self._plain(name, _TEXT_KEYS)
        if value and len(value) > MAX_CONTENT_CHARS:
            what = f"it has {len(value):,} characters, more than {MAX_CONTENT_CHARS:,}"
            self._add(FieldFault.CONTENT_TOO_LONG, name, what, "Move embedded data out of the article")
            return None
        return value

    def time(self, name: str) -> str | int | float | None:
        """A time as it was written; words for no value count as none."""
        value = self.data.get(name)
        if value is None or value is False:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value if abs(value) <= MAX_NUMBER else self._as_text(name, value, ())
        text = value if isinstance(value, str) else self._plain(name, _TEXT_KEYS)
        if text is None:
            return None if value in ([], {}) else str(value)[:_SHOWN_CHARS]
        return None if is_absent(text) else text[:MAX_CHARS]

    def number(self, name: str, *others: str) -> float | None:
        """A count or size."""
        return self._number(next((key for key in (name, *others) if self.has(key)), name), duration=False)

    def duration(self, name: str, *others: str) -> float | None:
        """A length of time in seconds; ``12:30`` is twelve and a half minutes."""
        return self._number(next((key for key in (name, *others) if self.has(key)), name), duration=True)

    def entries(self, name: str) -> Iterator["str | Fields"]:
        """The texts and objects of a list; a single value is a list of one, empty entries are left out."""
        value = self.data.get(name)
        if value is None or value is False or value == "":
            return
        entries = value if isinstance(value, list) else [value]
        if len(entries) > MAX_ENTRIES:
            what = f"it has {len(entries):,} entries, more than {MAX_ENTRIES:,}"
            self._add(FieldFault.TOO_LONG, name, what, "The others were left out; shorten it in the source")
        for number, entry in enumerate(entries[:MAX_ENTRIES]):
            if isinstance(entry, dict):
                if entry:
                    yield Fields(entry, self.faults, f"{self.path}{name}.{number}.")
            elif entry is not None and entry is not False and entry != "":
                text = self._as_text(f"{name}.{number}", entry, _TEXT_KEYS)
                if text and text.strip():
                    yield text if len(text) <= MAX_CHARS else self._cut(f"{name}.{number}", text, MAX_CHARS)

    def texts(self, name: str) -> Iterator[str]:
        """The texts of a list; objects give theirs."""
        for entry in self.entries(name):
            text = entry if isinstance(entry, str) else entry.text(*_TEXT_KEYS)
            if text:
                yield text

    def object(self, name: str) -> "Fields | None":
        """An object; ``None`` for anything else."""
        value = self.data.get(name)
        return Fields(value, self.faults, f"{self.path}{name}.") if isinstance(value, dict) else None

    def _plain(self, name: str, keys: tuple[str, ...]) -> str | None:
        value = self.data.get(name)
        return value if value is None or type(value) is str else self._as_text(name, value, keys)

    def _as_text(self, name: str, value: Json, keys: tuple[str, ...]) -> str | None:
        """The text form of a value of another type, with a warning if it is not certain."""
        if isinstance(value, str):
            return value
        if value is None or value is False or value in ([], {}):
            return None
        if isinstance(value, int | float) and value is not True:
            return str(value) if is_finite(value) else self._wrong_type(name, value)
        if isinstance(value, list):
            texts = [entry for entry in value if isinstance(entry, str) and entry.strip()]
            return texts[0] if len(texts) == 1 == len(value) else self._wrong_type(name, value, texts)
        if isinstance(value, dict):
            named = [value[key] for key in keys if isinstance(value.get(key), str)]
            texts = [text for text in named or value.values() if isinstance(text, str) and text.strip()]
            return texts[0] if named and texts else self._wrong_type(name, value, texts)
        return self._wrong_type(name, value)

    def _bounded(self, name: str, value: str) -> str | None:
        """The value, unless it is too long."""
        if len(value) <= MAX_CHARS:
            return value
        what = f"it has {len(value):,} characters, more than {MAX_CHARS:,}"
        self._add(FieldFault.TOO_LONG, name, what, "It was left out; shorten it in the source")
        return None

    def _wrong_type(self, name: str, value: Json, texts: list[str] | None = None) -> str | None:
        """Warn about a value of the wrong type; its first text is used if it has one."""
        kind = {bool: "true", list: "a list", dict: "an object"}.get(type(value), "a number")
        kind = kind if not isinstance(value, float) or math.isfinite(value) else "not a number"
        hint = "Its first text was used" if texts else "It was left out"
        self._add(FieldFault.WRONG_TYPE, name, f"expected a text, found {kind}", f"{hint}; write a text")
        return texts[0] if texts else None

    def _number(self, name: str, *, duration: bool) -> float | None:
        value = self.data.get(name)
        if value is None or value is False or (isinstance(value, str) and is_absent(value)):
            return None
        found: float | None = None
        if isinstance(value, str | int | float) and value is not True:
            found = read_duration(value) if duration else read_number(value)
        if found is None:
            what = f"{str(value)[:_SHOWN_CHARS]!r} cannot be used as a number"
            hint = "It was left out; write seconds or H:MM:SS" if duration else "It was left out"
            self._add(FieldFault.DROPPED_NUMBER, name, what, hint)
        return found

    def _cut(self, name: str, value: str, limit: int) -> str:
        what = f"it has {len(value):,} characters, more than {limit:,}"
        self._add(FieldFault.TOO_LONG, name, what, "It was cut; shorten it in the source")
        return value[:limit]

    def _add(self, fault: FieldFault, name: str, what: str, hint: str) -> None:
        self.faults.add(fault, f"{self.path}{name}", what, hint)


def _first_text(value: Json, keys: tuple[str, ...], depth: int = 0) -> str | None:
    """The first text in lists and under ``keys`` of objects, as of ``[{"@type": …, "url": {"href": …}}]``."""
    if isinstance(value, str):
        return value if value.strip() else None
    inner: Iterable[Json] = ()
    if depth < _MAX_DEPTH:
        inner = value if isinstance(value, list) else ()
        inner = (value.get(key) for key in keys) if isinstance(value, dict) else inner
    return next((text for one in inner if (text := _first_text(one, keys, depth + 1))), None)

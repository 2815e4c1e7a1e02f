"""The context in which one record is cleaned: its source's defaults, its base address and its findings."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from feeds.model import TextKind
from feeds.readers.faults import FaultCollector, FieldFault
from feeds.readers.fields import Fields
from feeds.readers.source_defaults import SourceDefaults
from feeds.text.characters import single_line
from feeds.text.dates import ParsedTime, implausible, parse_time
from feeds.text.plain import plain_line, plain_text
from feeds.text.urls import absolute_url, permalink

_GIVE_ZONE = 'Set timezone = "Europe/London" or another in the source or [site] (--timezone for feeds read)'
_WRITE_TIME = 'Write it as 2024-10-22T09:07:16+08:00, or set the source\'s date_format ("%d.%m.%Y %H:%M")'
_LEFT_OUT = "It was left out; correct it in the source"
_TIME_OF_DAY = re.compile(r"%[-#]?[HIcXTR]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ELEMENT = re.compile(
    r"</?(?=[a-z])(?:a|abbr|b|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|li|mark|ol|p|q|s|small|span|strong|sub|sup"
    r"|u|ul|wbr)(?:\s[^<>]{0,2000}+)?+/?+>",
    re.IGNORECASE,
)
_LOOKED_AT_CHARS = 10_000
_OPENING, _CLOSING = "<![CDATA[", "]]>"


@dataclass(slots=True)
class CleaningContext:
    """One record being cleaned.

    ``article`` is the article's own address, if it has one, ``base`` what relative addresses start from.
    ``plain``: titles and names are plain text, even if they look like HTML.
    """

    defaults: SourceDefaults
    plain: bool = False
    base: str | None = None
    article: str | None = None
    faults: FaultCollector = field(default_factory=FaultCollector)

    def place(self, article: str | None) -> None:
        """Set the article's own address."""
        self.article = article
        self.base = article or self.defaults.base

    def line(self, value: str | None) -> str | None:
        """A text of one line, ``None`` when nothing is left."""
        return (single_line(value) or None) if value else None

    def name(self, value: str | None) -> str | None:
        """The name of a person, organisation or source: markup around it goes."""
        return self.line(value) if self.plain else _name(value) if value else None

    def title(self, value: str | None, element: str) -> str | None:
        """A title or summary as plain text, by the kind that the source says it is (R-TEXT-01, R-TEXT-07)."""
        if not value:
            return None
        if self.plain:
            return self.line(value)
        text = unwrapped(value)
        if self.defaults.titles is TextKind.HTML:
            if "<" in text or "&" in text:
                text = plain_text(text)
        elif _looks_like_html(text):
            what = f"{text[:60]!r} looks like HTML and was published as text"
            hint = 'If it is HTML, set titles = "html" in the source'
            self.faults.add(FieldFault.TITLE_KIND, element, what, hint)
        return single_line(text) or None

    def address(self, fields: Fields, name: str, *others: str, base: bool = True) -> str | None:
        """An address without tracking parameters; one that cannot be linked is left out (R-URL-06)."""
        return self._address(fields, name, others, base=base, tracking=False)

    def file_address(self, fields: Fields, name: str, *others: str) -> str | None:
        """The address of a file, with every parameter: some count downloads by them or sign with them."""
        return self._address(fields, name, others, base=True, tracking=True)

    def linkable(self, value: str, element: str, *, base: bool = True) -> str | None:
        """An address in a list."""
        url = permalink(value, self.base if base else None)
        if url is None:
            self.drop_address(value, element)
        return url

    def drop_address(self, value: str, element: str) -> None:
        """Warn about an address that cannot be linked."""
        what = f"{value[:80]!r} is not an http or https address"
        self.faults.add(FieldFault.DROPPED_ADDRESS, element, what, _LEFT_OUT)

    def time(self, fields: Fields, name: str, *, required: bool = False) -> ParsedTime | None:
        """One time; one that cannot be read is left out, or holds the record where it is ``required``."""
        value = fields.time(name) if name in fields.data else None
        if value is None or value == "":
            return None
        time = self._formatted(value) or parse_time(value, zone=self.defaults.zone)
        if isinstance(time, ParsedTime):
            return time
        if time.absent:
            hint = "It counts as none; leave the field out instead"
            self.faults.add(FieldFault.DROPPED_TIME, f"{fields.path}{name}", time.reason, hint)
            return None
        wanted = _WRITE_TIME if self.defaults.zone else _GIVE_ZONE
        if required:
            self.faults.add(FieldFault.UNREADABLE_TIME, f"{fields.path}{name}", time.reason, wanted)
        else:
            hint = f"It was left out. {wanted}"
            self.faults.add(FieldFault.DROPPED_TIME, f"{fields.path}{name}", time.reason, hint)
        return None

    def plausible(self, fields: Fields, name: str) -> datetime | None:
        """An optional time: one that cannot be is left out with a warning (R-TIME-18)."""
        time = self.time(fields, name)
        why = implausible(time.at, now=self.defaults.now) if time else None
        if why:
            self.faults.add(FieldFault.DROPPED_TIME, f"{fields.path}{name}", why, _LEFT_OUT)
            return None
        return time.at if time else None

    def _formatted(self, value: str | float) -> ParsedTime | None:
        """A time in one of the source's own formats (R-TIME-20)."""
        for form in self.defaults.date_formats:
            try:
                at = datetime.strptime(str(value).strip(), form)  # noqa: DTZ007 - the zone is applied below
            except ValueError:
                continue
            text = at.isoformat() if _TIME_OF_DAY.search(form) else at.date().isoformat()
            time = parse_time(text, zone=self.defaults.zone)
            return time if isinstance(time, ParsedTime) else None
        return None

    def _address(
        self, fields: Fields, name: str, others: tuple[str, ...], *, base: bool, tracking: bool
    ) -> str | None:
        value = fields.link(name, *others)
        if value is None:
            return None
        against = self.base if base else None
        url = absolute_url(value, against) if tracking else permalink(value, against)
        if url is None:
            self.drop_address(value, f"{fields.path}{name}")
        return url


def _looks_like_html(text: str) -> bool:
    text = text[:_LOOKED_AT_CHARS]
    if "&" in text and _ENTITY.search(text):
        return True
    return "<" in text and _ELEMENT.search(text) is not None


def unwrapped(text: str) -> str:
    """A text without the CDATA sections that an export of XML copied into it."""
    if "[" not in text or _OPENING not in text:  # one character is found at a hundredth of the cost
        return text
    return text.replace(_OPENING, "").replace(_CLOSING, "")


@lru_cache(maxsize=8192)
def _name(value: str) -> str | None:
    return plain_line(value) or None

"""The tables of elements: what each may hold and who judges it.

A table says, a walk does: nothing in this file looks at a document.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from feeds.validate.finding_collector import FindingCollector
from feeds.validate.rule import Rule


class Mode(Enum):
    """What a walk does inside an element."""

    CONTAINER = "container"
    TEXT = "text"
    CONSTRUCT = "construct"
    FOREIGN = "foreign"
    MARKUP = "markup"
    SKIPPED = "skipped"


Judge = Callable[["DocumentState", "Frame", str, str], None]
"""``judge(walk, frame, value, where)``: one value; ``where`` names the element or ``element/@attribute``."""

Moment = Callable[["DocumentState", "Frame"], None]
"""``moment(walk, frame)``: called when an element opens or closes."""


@dataclass(slots=True, kw_only=True, eq=False)
class Element:
    """One element in one place.

    ``children`` and ``attributes`` are by the names of ``names.PREFIXES``; an attribute without judges is
    allowed and not judged. ``once`` is the rule broken by a second one beside it; ``needs`` and
    ``needs_attributes`` name what must not be missing, each with the rule; ``text`` judges the trimmed text.
    """

    mode: Mode = Mode.CONTAINER
    children: dict[str, "Element"] = field(default_factory=dict)
    attributes: Mapping[str, tuple[Judge, ...]] = field(default_factory=dict)
    text: tuple[Judge, ...] = ()
    once: Rule | None = None
    needs: tuple[tuple[str, Rule], ...] = ()
    needs_attributes: tuple[tuple[str, Rule], ...] = ()
    opens: tuple[Moment, ...] = ()
    closes: tuple[Moment, ...] = ()
    raw: bool = False

    def many(self) -> "Element":
        """The same element where it may stand more than once."""
        return replace(self, once=None)

    def single(self, rule: Rule) -> "Element":
        """The same element where a second one breaks ``rule``."""
        return replace(self, once=rule)


FOREIGN = Element(mode=Mode.FOREIGN)
"""An element nobody here judges, with all that it holds."""

SKIPPED = Element(mode=Mode.SKIPPED)
"""An element that was judged before: only its well-formedness counts."""


def leaf(*judges: Judge, once: Rule | None = None, **attributes: tuple[Judge, ...]) -> Element:
    """An element with text and no children."""
    return Element(mode=Mode.TEXT, text=judges, once=once, attributes=attributes)


_NO_ATTRIBUTES: dict[str, str] = {}
_NO_DATA: dict[str, Any] = {}


class Frame:
    """One open element: its table, its place, what it has held so far."""

    __slots__ = (
        "attributes",
        "base",
        "data",
        "element",
        "index",
        "lang",
        "name",
        "names",
        "parent",
        "seen",
        "text",
    )

    def __init__(self, element: Element, name: str, parent: "Frame | None", index: int) -> None:
        """Start with nothing seen; language and base are those of the parent."""
        self.element = element
        self.name = name
        self.parent = parent
        self.index = index
        self.text = ""
        self.seen: dict[str, int] = {}
        self.attributes = _NO_ATTRIBUTES
        self.data = _NO_DATA
        self.names: tuple[dict[str, str], dict[str, str]] | None = None
        self.lang: str | None = None if parent is None else parent.lang
        self.base: str | None = None if parent is None else parent.base

    def keep(self, key: str, value: Any) -> None:
        """Remember something for a rule that judges when this element closes."""
        if self.data is _NO_DATA:
            self.data = {}
        self.data[key] = value

    @property
    def above(self) -> "Frame":
        """The parent; the frame itself at the root."""
        return self if self.parent is None else self.parent


class DocumentState(Protocol):
    """What those who judge may ask of the pass that calls them.

    ``vocabulary`` is ``atom``, ``rss``, ``rdf`` or ``opml`` once the root is known, ``version`` that of RSS;
    ``common`` is shared by all elements of the document.
    """

    data: bytes
    now: datetime | None
    url: str | None
    notes: FindingCollector
    suspicious: bool
    vocabulary: str
    version: str
    common: dict[str, Any]
    frame: Frame

    def report(self, rule: Rule, message: str, frame: Frame | None = None, where: str | None = None) -> None:
        """Note one fault at an element (the current one by default)."""

    def raw(self, frame: Frame) -> bytes:
        """The bytes of an open element up to where the pass is."""

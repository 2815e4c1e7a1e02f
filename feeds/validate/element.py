"""The tables of elements: what each element may contain and which functions check it.

The tables are data; ``walk.XmlWalk`` applies them to a document.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Protocol

from feeds.validate.document import DocumentData, ElementData
from feeds.validate.finding_collector import FindingCollector
from feeds.validate.rule import Rule


class Mode(Enum):
    """How the content of an element is handled."""

    CONTAINER = "container"
    TEXT = "text"
    CONSTRUCT = "construct"
    FOREIGN = "foreign"
    MARKUP = "markup"
    SKIPPED = "skipped"


Check = Callable[["DocumentState", "Frame", str, str], None]
"""``check(walk, frame, value, where)``: ``where`` is ``element`` or ``element/@attribute``."""

Hook = Callable[["DocumentState", "Frame"], None]
"""``hook(walk, frame)`` is called when an element opens or closes."""


@dataclass(slots=True, kw_only=True, eq=False)
class Element:
    """One element in one place.

    ``children`` and ``attributes`` are keyed by the prefixed names of ``names.PREFIXES``; an attribute
    without checks may have any value. ``once`` is the rule that a second occurrence breaks; ``needs`` and
    ``needs_attributes`` list required names, each with its rule; ``text`` checks the text, stripped of white
    space unless ``raw``; ``strict`` reports unknown attributes although the content is not checked.
    """

    mode: Mode = Mode.CONTAINER
    children: dict[str, "Element"] = field(default_factory=dict)
    attributes: Mapping[str, tuple[Check, ...]] = field(default_factory=dict)
    text: tuple[Check, ...] = ()
    once: Rule | None = None
    needs: tuple[tuple[str, Rule], ...] = ()
    needs_attributes: tuple[tuple[str, Rule], ...] = ()
    opens: tuple[Hook, ...] = ()
    closes: tuple[Hook, ...] = ()
    raw: bool = False
    strict: bool = False

    def repeatable(self) -> "Element":
        """Return a copy that may occur more than once."""
        return replace(self, once=None)

    def single(self, rule: Rule) -> "Element":
        """Return a copy whose second occurrence breaks ``rule``."""
        return replace(self, once=rule)

    def opening(self, hook: Hook) -> "Element":
        """Return a copy that calls one more hook when it opens."""
        return replace(self, opens=(*self.opens, hook))


FOREIGN = Element(mode=Mode.FOREIGN)
"""An element that is not checked, nor is anything inside it."""

SKIPPED = Element(mode=Mode.SKIPPED)
"""An element that was checked before; only well-formedness counts."""


def leaf(*checks: Check, once: Rule | None = None, **attributes: tuple[Check, ...]) -> Element:
    """Return an element with text and no children."""
    return Element(mode=Mode.TEXT, text=checks, once=once, attributes=attributes)


_NO_ATTRIBUTES: dict[str, str] = {}
_NO_DATA = ElementData()


class Frame:
    """One open element: its table, its byte offset and what has been read of it so far.

    ``construct`` is the text construct (title, summary, content …) that the element belongs to. The frame of
    the document itself is its own parent.
    """

    __slots__ = (
        "_data",
        "_pieces",
        "attributes",
        "base",
        "construct",
        "element",
        "index",
        "lang",
        "name",
        "parent",
        "scope",
        "seen",
    )

    def __init__(self, element: Element, name: str, parent: "Frame | None", index: int) -> None:
        """Open an element; it inherits language, base and construct from its parent."""
        self.element = element
        self.name = name
        self.index = index
        self.seen: dict[str, int] = {}
        self.attributes = _NO_ATTRIBUTES
        self.scope: NamespaceScope | None = None
        self._data = _NO_DATA
        self._pieces: list[str] = []
        self.parent: Frame = self
        self.lang: str | None = None
        self.base: str | None = None
        self.construct: Frame | None = None
        if parent is not None:
            self.parent = parent
            self.lang = parent.lang
            self.base = parent.base
            self.construct = parent.construct

    @property
    def data(self) -> ElementData:
        """What is known about the element; read only, see ``own_data``."""
        return self._data

    def own_data(self) -> ElementData:
        """Return the element's data for writing."""
        if self._data is _NO_DATA:
            self._data = ElementData()
        return self._data

    @property
    def text(self) -> str:
        """The text read so far, without that of children."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def add_text(self, text: str) -> None:
        """Append text; the pieces are joined when the text is read."""
        self._pieces.append(text)


@dataclass(slots=True, kw_only=True)
class NamespaceScope:
    """What to restore when an element with namespace declarations closes."""

    names: dict[str, str]
    bindings: tuple[tuple[str, str | None], ...]


class DocumentState(Protocol):
    """What checks and hooks may use of the pass that calls them.

    ``vocabulary`` is ``atom``, ``rss``, ``rdf`` or ``opml`` once the root is known, ``version`` that of RSS
    or OPML; ``suspicious`` says that the document has characters that often come from a wrong decoding.
    """

    data: bytes
    now: datetime | None
    url: str | None
    findings: FindingCollector
    suspicious: bool
    vocabulary: str
    version: str
    document: DocumentData
    frame: Frame

    def report(self, rule: Rule, message: str, frame: Frame | None = None, where: str | None = None) -> None:
        """Report a finding at an element, by default the current one."""

    def raw(self, frame: Frame) -> bytes:
        """Return the bytes of an open element up to the current position."""

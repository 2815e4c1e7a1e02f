# ruff: noqa: PLR2004 - the limits of a specification stand where they are judged
"""One pass over an XML document: expat reads, the tables of ``element.py`` say who judges what.

No tree is built. The bytes handed in are UTF-8; places are byte offsets until the report is made.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.parsers import expat

from feeds.validate import unknown_names
from feeds.validate.element import Element, Frame, Mode
from feeds.validate.finding_collector import FindingCollector
from feeds.validate.names import NEARLY, PREFIXES, XML, near
from feeds.validate.rule import Rule
from feeds.validate.rules import xml as rules

MAX_DEPTH = 200
MAX_ELEMENTS = 200_000
MAX_NAMES = 20_000
MAX_EXPANSION = 4

_CONTAINER, _TEXT, _SKIPPED = Mode.CONTAINER, Mode.TEXT, Mode.SKIPPED
_FREE = (Mode.FOREIGN, Mode.MARKUP)

Roots = Callable[["XmlWalk", str, str | None], tuple[Element, str]]
"""The table and the name of a root element, from its local name and namespace."""


class TooMuchError(Exception):
    """The document is deeper or fuller than any feed; what was judged so far stands."""


class XmlWalk:
    """The state of one pass; see ``element.Walk`` for what those who judge may use."""

    def __init__(
        self,
        data: bytes,
        roots: Roots,
        *,
        now: datetime | None = None,
        url: str | None = None,
        suspicious: bool = False,
    ) -> None:
        """``suspicious`` tells that the document has characters worth a look in every text."""
        self.data = data
        self.now = now
        self.url = url
        self.notes = FindingCollector(data)
        self.vocabulary = ""
        self.version = ""
        self.common: dict[str, Any] = {}
        self.frame = Frame(Element(), "", None, 0)
        self._roots = roots
        self.suspicious = suspicious
        self._elements = self._depth = self._held = 0
        self._room = MAX_EXPANSION * len(data) + 100_000
        self._bindings: dict[str, str] = {"xml": XML}
        self._names: dict[str, str] = {}
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.buffer_size = max(8192, min(len(data) + 1, 1 << 25))
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._characters

    @property
    def parser(self) -> expat.XMLParserType:
        """The parser, for those who listen to its declarations."""
        return self._parser

    def run(self) -> None:
        """Read the whole document; raises ``expat.ExpatError`` where it is not well-formed."""
        self._parser.Parse(self.data, True)

    def report(self, rule: Rule, message: str, frame: Frame | None = None, where: str | None = None) -> None:
        """Note one fault at an element (the current one by default)."""
        at = self.frame if frame is None else frame
        self.notes.add(rule, message, at.index, where or at.name)

    def raw(self, frame: Frame) -> bytes:
        """The bytes of an open element up to where the parser is."""
        return self.data[frame.index : self._parser.CurrentByteIndex]

    def _open(self, qname: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MAX_ELEMENTS or self._depth > MAX_DEPTH:
            raise TooMuchError(
                f"it has more than {MAX_ELEMENTS} elements"
                if self._depth <= MAX_DEPTH
                else f"its elements are nested deeper than {MAX_DEPTH}"
            )
        parent = self.frame
        scope = self._declare(attributes) if attributes else None
        name = self._names.get(qname)
        if name is None:
            name = self._resolve(qname)
        element = parent.element.children.get(name)
        if element is None:
            element, name = self._stranger(parent, name, qname)
        frame = Frame(element, name, parent, self._parser.CurrentByteIndex)
        frame.names = scope
        seen = parent.seen
        if name in seen:
            seen[name] += 1
            if element.once is not None:
                self.report(element.once, f"a second {name} stands in {parent.name}; there may be one", frame)
        else:
            seen[name] = 1
        self.frame = frame
        if element.mode is not _SKIPPED:
            if attributes or element.needs_attributes:
                self._judge_attributes(frame, element, attributes)
            for moment in element.opens:
                moment(self, frame)

    def _close(self, _: str) -> None:
        frame = self.frame
        element = frame.element
        if element.mode is _TEXT:
            value = frame.text if element.raw else frame.text.strip()
            if self.suspicious and value:
                unknown_names.judge_characters(self, frame, value, frame.name)
            for judge in element.text:
                judge(self, frame, value, frame.name)
        for need, rule in element.needs:
            if need not in frame.seen:
                self.report(rule, f"{frame.name} has no {need}", frame, need)
        for moment in element.closes:
            moment(self, frame)
        if frame.names is not None:
            self._names, self._bindings = frame.names
        self._depth -= 1
        self.frame = frame.above

    def _characters(self, text: str) -> None:
        frame = self.frame
        mode = frame.element.mode
        if mode is _CONTAINER:
            if not text.isspace() and "text" not in frame.data:
                frame.keep("text", True)
                self.report(
                    rules.UNEXPECTED_TEXT,
                    f"{frame.name} holds the text {text.strip()[:40]!r}; it may hold elements only",
                )
        elif mode is not _SKIPPED:
            frame.text = frame.text + text if frame.text else text
        self._held += len(text)
        if self._held > self._room:
            raise TooMuchError("its entities expand to far more text than it has")

    def _declare(self, attributes: dict[str, str]) -> tuple[dict[str, str], dict[str, str]] | None:
        """Take the namespace declarations out of the attributes; what was in force before, to go back to."""
        declared = [key for key in attributes if key[:5] == "xmlns" and (len(key) == 5 or key[5] == ":")]
        if not declared:
            return None
        before = (self._names, self._bindings)
        self._names, self._bindings = {}, dict(self._bindings)
        index = self._parser.CurrentByteIndex
        for key in declared:
            prefix, uri = key[6:], attributes.pop(key)
            self._bindings[prefix] = uri
            unknown_names.judge_namespace(self, prefix, uri, index)
        return before

    def _resolve(self, qname: str) -> str:
        if len(self._names) > MAX_NAMES:
            raise TooMuchError("it has more names than any feed")
        prefix, colon, local = qname.rpartition(":")
        uri = self._bindings.get(prefix, "")
        if colon and not uri:
            self.notes.add(
                rules.UNBOUND_PREFIX,
                f"the prefix of {qname} is not declared",
                self._parser.CurrentByteIndex,
                qname,
            )
            name = f"{{?}}{qname}"
        elif not uri:
            name = f"{{}}{local}" if self.vocabulary == "atom" and "" not in self.common["core"] else local
        elif uri in self.common.get("core", ()):
            name = local
        else:
            name = _qualified(uri, local)
        self._names[qname] = name
        return name

    def _stranger(self, parent: Frame, name: str, qname: str) -> tuple[Element, str]:
        """The table of an element that its parent's table does not name."""
        if parent.parent is None:
            prefix, _, local = qname.rpartition(":")
            root = self._roots(self, local, self._bindings.get(prefix) or None)
            self._names.clear()
            return root
        return unknown_names.judge(self, parent, name)

    def _judge_attributes(self, frame: Frame, element: Element, attributes: dict[str, str]) -> None:
        for key in [key for key in attributes if ":" in key and key[:4] != "xml:"]:
            attributes[self._attribute_name(key, frame)] = attributes.pop(key)
        frame.attributes = attributes
        table = element.attributes
        for name, value in attributes.items():
            if self.suspicious:
                unknown_names.judge_characters(self, frame, value, f"{frame.name}/@{name}")
            judges = table.get(name)
            if judges is not None:
                for judge in judges:
                    judge(self, frame, value, f"{frame.name}/@{name}")
            elif name[:4] == "xml:":
                unknown_names.judge_xml_attribute(self, frame, name, value)
            elif element.mode not in _FREE:
                unknown_names.judge_attribute(self, frame, name)
        for name, rule in element.needs_attributes:
            if name not in attributes:
                self.report(rule, f"{frame.name} has no attribute {name}", frame)

    def _attribute_name(self, key: str, frame: Frame) -> str:
        prefix, _, local = key.rpartition(":")
        uri = self._bindings.get(prefix)
        if uri is None:
            self.report(
                rules.UNBOUND_PREFIX, f"the prefix of the attribute {key} is not declared", frame, key
            )
            return f"{{?}}{key}"
        return _qualified(uri, local)


def _qualified(uri: str, local: str) -> str:
    known = PREFIXES.get(uri) or NEARLY.get(near(uri))
    return f"{known}:{local}" if known else f"{{{uri}}}{local}"

"""One pass over an XML document: expat parses it, the tables of ``element.py`` say what is checked.

No tree is built. The input is UTF-8; positions are byte offsets until the report is made.
"""

from collections.abc import Callable
from datetime import datetime
from xml.parsers import expat

from feeds.validate import unknown_names
from feeds.validate.checks.characters import check_characters
from feeds.validate.checks.namespaces import check_namespace
from feeds.validate.document import DocumentData
from feeds.validate.element import DocumentState, Element, Frame, Mode, NamespaceScope
from feeds.validate.emission import check_emitted_end, check_emitted_start
from feeds.validate.finding_collector import FindingCollector
from feeds.validate.names import NORMALIZED_NAMESPACES, PREFIXES, XML, normalize
from feeds.validate.rule import Rule
from feeds.validate.rules import xml as rules

MAX_DEPTH = 200
MAX_ELEMENTS = 200_000
MAX_NAMES = 20_000
MAX_EXPANSION = 4
"""How many times its own size the text of a document may reach once entities are expanded."""

_SLACK_CHARS = 100_000
_CONTAINER, _TEXT, _SKIPPED = Mode.CONTAINER, Mode.TEXT, Mode.SKIPPED
_UNCHECKED = (Mode.FOREIGN, Mode.MARKUP)

RootLookup = Callable[[DocumentState, str, str | None], tuple[Element, str]]
"""Returns the table and the name of a root element for its local name and namespace."""


class LimitExceededError(Exception):
    """The document is deeper or larger than any feed; findings up to this point are kept."""


class XmlWalk:
    """The state of one pass; ``element.DocumentState`` is the part that checks may use."""

    def __init__(
        self,
        data: bytes,
        roots: RootLookup,
        *,
        now: datetime | None = None,
        url: str | None = None,
        suspicious: bool = False,
        encoding: str = "utf-8",
        emitted: bool = False,
    ) -> None:
        """Prepare a pass.

        ``suspicious`` enables the character checks of every text, ``emitted`` the emission profile.
        """
        self.data = data
        self.now = now
        self.url = url
        self.findings = FindingCollector(data)
        self.vocabulary = ""
        self.version = ""
        self.document = DocumentData(encoding=encoding)
        self.frame = Frame(Element(), "", None, 0)
        self.suspicious = suspicious
        self._roots = roots
        self._emitted = emitted
        self._elements = self._depth = self._text_chars = 0
        self._max_text_chars = MAX_EXPANSION * len(data) + _SLACK_CHARS
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
        """The parser, for handlers of declarations."""
        return self._parser

    def run(self) -> None:
        """Read the whole document; raises ``expat.ExpatError`` where it is not well-formed."""
        self._parser.Parse(self.data, True)

    def report(self, rule: Rule, message: str, frame: Frame | None = None, where: str | None = None) -> None:
        """Report a finding at an element, by default the current one."""
        at = self.frame if frame is None else frame
        self.findings.add(rule, message, at.index, where or at.name)

    def raw(self, frame: Frame) -> bytes:
        """Return the bytes of an open element up to the current position."""
        return self.data[frame.index : self._parser.CurrentByteIndex]

    def _open(self, qname: str, attributes: dict[str, str]) -> None:
        self._count_element()
        parent = self.frame
        scope = self._declare(attributes) if attributes else None
        name = self._names.get(qname)
        if name is None:
            name = self._resolve(qname)
        element = parent.element.children.get(name)
        if element is None:
            element, name = self._unknown_child(parent, name, qname)
        frame = Frame(element, name, parent, self._parser.CurrentByteIndex)
        frame.scope = scope
        seen = parent.seen
        if name in seen:
            seen[name] += 1
            if element.once is not None:
                self.report(element.once, f"{parent.name} has more than one {name}; keep one", frame)
        else:
            seen[name] = 1
        self.frame = frame
        if element.mode is not _SKIPPED:
            if attributes or element.needs_attributes:
                self._check_attributes(frame, element, attributes)
            for hook in element.opens:
                hook(self, frame)
            if self._emitted:
                check_emitted_start(self, frame)

    def _count_element(self) -> None:
        self._elements += 1
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise LimitExceededError(f"its elements are nested deeper than {MAX_DEPTH}")
        if self._elements > MAX_ELEMENTS:
            raise LimitExceededError(f"it has more than {MAX_ELEMENTS} elements")

    def _close(self, _: str) -> None:
        frame = self.frame
        element = frame.element
        if element.mode is _TEXT:
            value = frame.text if element.raw else frame.text.strip()
            if self.suspicious and value:
                check_characters(self, frame, value, frame.name)
            for check in element.text:
                check(self, frame, value, frame.name)
        for need, rule in element.needs:
            if need not in frame.seen:
                self.report(rule, f"{frame.name} has no {need}; add it", frame, need)
        for hook in element.closes:
            hook(self, frame)
        if self._emitted and element.mode is not _SKIPPED:
            check_emitted_end(self, frame)
        if frame.scope is not None:
            self._leave(frame.scope)
        self._depth -= 1
        self.frame = frame.parent

    def _characters(self, text: str) -> None:
        frame = self.frame
        mode = frame.element.mode
        if mode is _CONTAINER:
            if not frame.data.text_reported and not text.isspace():
                frame.own_data().text_reported = True
                self.report(
                    rules.UNEXPECTED_TEXT,
                    f"{frame.name} contains the text {text.strip()[:40]!r}; only elements are allowed here",
                )
        elif mode is not _SKIPPED:
            frame.add_text(text)
        self._text_chars += len(text)
        if self._text_chars > self._max_text_chars:
            raise LimitExceededError("its entities expand to far more text than it has")

    def _declare(self, attributes: dict[str, str]) -> NamespaceScope | None:
        """Move the namespace declarations out of the attributes; return what to restore at the end."""
        declared = [key for key in attributes if key[:5] == "xmlns" and (len(key) == 5 or key[5] == ":")]  # noqa: PLR2004 - the length of xmlns
        if not declared:
            return None
        scope = NamespaceScope(
            names=self._names, bindings=tuple((key[6:], self._bindings.get(key[6:])) for key in declared)
        )
        self._names = {}
        index = self._parser.CurrentByteIndex
        for key in declared:
            prefix, uri = key[6:], attributes.pop(key)
            self._bindings[prefix] = uri
            check_namespace(self, prefix, uri, index)
        return scope

    def _leave(self, scope: NamespaceScope) -> None:
        self._names = scope.names
        for prefix, uri in scope.bindings:
            if uri is None:
                self._bindings.pop(prefix, None)
            else:
                self._bindings[prefix] = uri

    def _resolve(self, qname: str) -> str:
        if len(self._names) > MAX_NAMES:
            raise LimitExceededError(f"it has more than {MAX_NAMES} different element names")
        prefix, colon, local = qname.rpartition(":")
        uri = self._bindings.get(prefix, "")
        core = self.document.core_namespaces
        if colon and not uri:
            self.findings.add(
                rules.UNBOUND_PREFIX,
                f"the prefix of {qname} is not declared; add an xmlns attribute for it",
                self._parser.CurrentByteIndex,
                qname,
            )
            name = f"{{?}}{qname}"
        elif not uri:
            name = f"{{}}{local}" if self.vocabulary == "atom" and "" not in core else local
        elif uri in core:
            name = local
        else:
            name = _prefixed(uri, local)
        self._names[qname] = name
        return name

    def _unknown_child(self, parent: Frame, name: str, qname: str) -> tuple[Element, str]:
        """Return the table of an element that its parent's table does not list."""
        if parent.parent is parent:
            prefix, _, local = qname.rpartition(":")
            root = self._roots(self, local, self._bindings.get(prefix) or None)
            self._names.clear()
            return root
        return unknown_names.unknown_child(self, parent, name)

    def _check_attributes(self, frame: Frame, element: Element, attributes: dict[str, str]) -> None:
        for key in [key for key in attributes if ":" in key and key[:4] != "xml:"]:
            attributes[self._attribute_name(key, frame)] = attributes.pop(key)
        frame.attributes = attributes
        for name, value in attributes.items():
            self._check_attribute(frame, element, name, value)
        for name, rule in element.needs_attributes:
            if name not in attributes:
                self.report(rule, f"{frame.name} has no attribute {name}; add it", frame)

    def _check_attribute(self, frame: Frame, element: Element, name: str, value: str) -> None:
        if self.suspicious:
            check_characters(self, frame, value, f"{frame.name}/@{name}")
        checks = element.attributes.get(name)
        if checks is not None:
            for check in checks:
                check(self, frame, value, f"{frame.name}/@{name}")
        elif name[:4] == "xml:":
            unknown_names.check_xml_attribute(self, frame, name, value)
        elif element.strict or element.mode not in _UNCHECKED:
            unknown_names.check_unknown_attribute(self, frame, name)

    def _attribute_name(self, key: str, frame: Frame) -> str:
        prefix, _, local = key.rpartition(":")
        uri = self._bindings.get(prefix)
        if uri is None:
            message = f"the prefix of the attribute {key} is not declared; add an xmlns attribute for it"
            self.report(rules.UNBOUND_PREFIX, message, frame, key)
            return f"{{?}}{key}"
        return _prefixed(uri, local)


def _prefixed(uri: str, local: str) -> str:
    known = PREFIXES.get(uri) or NORMALIZED_NAMESPACES.get(normalize(uri))
    return f"{known}:{local}" if known else f"{{{uri}}}{local}"

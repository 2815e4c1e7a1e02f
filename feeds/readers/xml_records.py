"""Read records from any XML: ``records`` is the XPath of each, ``[sources.fields]`` are XPaths inside it."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import IO, ClassVar

from lxml import etree

from feeds.errors import ConfigError, Problem
from feeds.model import Place, Reading, SourceSettings
from feeds.readers.clean import no_record
from feeds.readers.filereader import FileReader, Parse
from feeds.readers.json_values import Json
from feeds.readers.large_records import clean_source_record
from feeds.readers.reader import ReadContext
from feeds.readers.source_defaults import SourceDefaults
from feeds.readers.status_columns import NOT_PUBLIC, UNKNOWN_STATUS, checked
from feeds.readers.xml_source import XmlDepthError, local_tag, source_line, xml_events, xml_parser

_SIMPLE = re.compile(r"/{1,2}[\w:.*-]++(?:/[\w:.*-]++)*+")
_PREFIX = re.compile(r"(?<![\w:'\".-])([A-Za-z_][\w.-]*):(?!:)[A-Za-z_*]")
_PLAIN_PATH = re.compile(r"\.?/{0,2}[\w.-]+(?:/[\w.-]+)*(?:/(?:text\(\)|@[\w:.-]+))?")
_NAME = re.compile(r"\w[\w.-]*")
_RAW_CHARS = 2_000


class XmlReader(FileReader):
    """A source of kind ``xml``; every field is an XPath relative to a record."""

    OPTIONS: ClassVar[frozenset[str]] = frozenset({"records"})
    endings = (".xml",)

    def __init__(self, settings: SourceSettings, context: ReadContext) -> None:
        """Check the paths. Raises ``ConfigError``."""
        super().__init__(settings, context)
        self._records = str(dict(settings.options).get("records", ""))
        self._fields = {ours: path for ours, path in settings.fields if path is not None}
        if problems := tuple(xpath_problems(f"sources.{settings.name}", self._records, self._fields)):
            raise ConfigError(problems)

    def parser(self) -> Parse:
        """Parse with the paths of the settings."""
        return partial(read_xml, records=self._records, fields=self._fields)


def read_xml(
    file: IO[bytes], path: str, defaults: SourceDefaults, *, records: str, fields: Mapping[str, str]
) -> Iterator[Reading]:
    """Read the records of one file: streamed where ``records`` is a plain path, else as a whole."""
    named = defaults.after_fields(fields)
    try:
        for element in _records(file, records):
            line = source_line(element)
            data = _fields_of(element, fields) | _status_of(element, defaults)
            raw = etree.tostring(element, encoding="unicode")[:_RAW_CHARS].encode()
            yield clean_source_record(data, Place(path=path, line=line), named, raw)
    except etree.XMLSyntaxError as error:
        place = Place(path=path, line=error.lineno or 1)
        yield no_record(place, "", f"this is not XML: {error.msg}", "Correct the file at this line")
    except XmlDepthError as error:
        yield no_record(Place(path=path, line=error.line), "", f"this cannot be read: {error}", "Flatten it")
    except etree.XPathEvalError as error:
        hint = "Use prefixes that the document declares"
        yield no_record(Place(path=path, line=1), "", f"an XPath does not fit the document: {error}", hint)


def _records(file: IO[bytes], path: str) -> Iterator[etree._Element]:
    if _SIMPLE.fullmatch(path):
        yield from _streamed(file, path.strip("/").split("/"), anywhere=path.startswith("//"))
        return
    root = etree.parse(file, xml_parser()).getroot()
    found = root.getroottree().xpath(path, namespaces=_namespaces(root))
    yield from (one for one in (found if isinstance(found, list) else ()) if etree.iselement(one))


def _streamed(file: IO[bytes], steps: list[str], *, anywhere: bool) -> Iterator[etree._Element]:
    """Yield the outermost elements at a plain path as they end; what lies outside is forgotten."""
    open_elements: list[etree._Element] = []
    matched = 0
    for event, element in xml_events(file):
        if event == "start":
            open_elements.append(element)
            matched += _fits(open_elements, steps, anywhere=anywhere)
            continue
        if _fits(open_elements, steps, anywhere=anywhere):
            matched -= 1
            if not matched:
                yield element
        open_elements.pop()
        if not matched:
            element.clear()


def _fits(depth: list[etree._Element], steps: list[str], *, anywhere: bool) -> bool:
    if len(depth) < len(steps) or (not anywhere and len(depth) != len(steps)):
        return False
    return all(_is_named(element, step) for element, step in zip(depth[-len(steps) :], steps, strict=True))


def _is_named(element: etree._Element, step: str) -> bool:
    """Whether an element has the name of a step: with a prefix that it knows, or of its default namespace."""
    if step == "*" or not isinstance(element.tag, str):
        return step == "*"
    prefix, _, local = step.rpartition(":")
    namespace, _, name = element.tag.rpartition("}")
    if local not in (name, "*"):
        return False
    return not prefix or element.nsmap.get(prefix, "") == namespace.removeprefix("{")


def _fields_of(element: etree._Element, fields: Mapping[str, str]) -> dict[str, Json]:
    namespaces = _namespaces(element)
    data: dict[str, Json] = {}
    for ours, path in fields.items():
        missing = [prefix for prefix in _PREFIX.findall(path) if prefix not in namespaces]
        if missing:
            continue
        found = element.xpath(_defaulted(path, element), namespaces=namespaces)
        if (value := _value(found)) not in (None, "", []):
            data[ours] = value
    return data


def _status_of(element: etree._Element, defaults: SourceDefaults) -> dict[str, Json]:
    """Return what an attribute or child that no path uses says about whether a record is public."""
    if defaults.used_columns is None:
        return {}
    children = ((local_tag(child), child.text) for child in element if isinstance(child.tag, str))
    attributes = ((str(name).rpartition("}")[2], value) for name, value in element.items())
    used = frozenset(_NAME.findall(" ".join(defaults.used_columns)))
    paths: dict[str, Json] = {f"./{name}": text for name, text in children if name not in used}
    paths |= {f"@{name}": str(value) for name, value in attributes if name not in used}
    known = checked(paths, frozenset())
    return {name: known[name] for name in (NOT_PUBLIC, UNKNOWN_STATUS) if name in known}


def _defaulted(path: str, element: etree._Element) -> str:
    """Return the path with ``d:`` before plain names where the record's own namespace is a default one."""
    if None not in element.nsmap or not _PLAIN_PATH.fullmatch(path):
        return path
    return "/".join(step if not _NAME.fullmatch(step) else f"d:{step}" for step in path.split("/"))


def _namespaces(element: etree._Element) -> dict[str, str]:
    """Return the namespaces of a record by prefix; the default one is ``d``."""
    found = {prefix or "d": uri for prefix, uri in element.nsmap.items()}
    for inner in element.iter():
        for prefix, uri in inner.nsmap.items():
            found.setdefault(prefix or "d", uri)
    return found


def _value(found: object) -> Json:
    """Return the text of what an XPath found; several values are a list."""
    if isinstance(found, str | float | bool):
        return str(found) if isinstance(found, str) else found
    values = [_text(one) for one in found] if isinstance(found, list) else []
    kept: list[Json] = [value for value in values if value]
    return kept[0] if len(kept) == 1 else kept or None


def _text(found: object) -> str:
    """Return the text of a node; that of an element with children is its inner markup."""
    if not etree.iselement(found):
        return str(found).strip()
    if len(found) == 0:
        return (found.text or "").strip()
    inner = "".join(etree.tostring(child, encoding="unicode") for child in found)
    return f"{found.text or ''}{inner}".strip()


def xpath_problems(where: str, records: str, fields: Mapping[str, str]) -> Iterator[Problem]:
    """Find what is missing or not an XPath in the settings of a source at ``where``."""
    if not records:
        hint = 'Say where the records are: records = "/rss/channel/item"'
        yield Problem(where=f"{where}.records", message="is missing", hint=hint)
    if not fields:
        hint = 'Map fields to XPaths: title = "headline"'
        yield Problem(where=f"{where}.fields", message="is missing", hint=hint)
    paths = {"records": records} | {f"fields.{name}": path for name, path in fields.items()}
    for name, path in paths.items():
        if path and (problem := _unreadable(f"{where}.{name}", path)):
            yield problem


def _unreadable(where: str, path: str) -> Problem | None:
    try:
        etree.XPath(path, namespaces=dict.fromkeys(_PREFIX.findall(path), "urn:x"))
    except etree.XPathSyntaxError as error:
        return Problem(where=where, message=f"{path!r} is not an XPath: {error}", hint="Correct the path")
    return None

"""Names and attributes of the elements of feeds, whatever prefixes a document chose for their namespaces."""

from collections.abc import Sequence

from lxml import etree

_FORMATS = (
    "http://www.w3.org/2005/atom", "http://purl.org/atom/ns#", "http://purl.org/pie/", "http://purl.org/echo/",
    "http://purl.org/rss/1.0/", "http://purl.org/rss/1.0/modules/rss091#",
    "http://my.netscape.com/rdf/simple/0.9/", "http://blogs.law.harvard.edu/tech/rss",
)  # fmt: skip
_EXTENSIONS = {
    "dc": ("http://purl.org/dc/elements/1.1/",), "dcterms": ("http://purl.org/dc/terms/",),
    "content": ("http://purl.org/rss/1.0/modules/content/",),
    "media": ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"),
    "itunes": ("http://www.itunes.com/dtds/podcast-1.0.dtd",),
    "cc": ("http://web.resource.org/cc/", "http://creativecommons.org/ns#license"),
    "creativecommons": (
        "http://backend.userland.com/creativecommonsrssmodule",
        "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html",
    ),
    "rdf": ("http://www.w3.org/1999/02/22-rdf-syntax-ns#",), "xhtml": ("http://www.w3.org/1999/xhtml",),
    "xml": ("http://www.w3.org/xml/1998/namespace",), "psc": ("http://podlove.org/simple-chapters",),
    "gml": ("http://www.opengis.net/gml",), "georss": ("http://www.georss.org/georss",),
    "feedburner": ("http://rssnamespace.org/feedburner/ext/1.0",),
}  # fmt: skip
_PREFIXES = dict.fromkeys(_FORMATS, "") | {
    space: prefix for prefix, spaces in _EXTENSIONS.items() for space in spaces
}
_RSS_2 = "backend.userland.com/rss"
_LOWER_CASE = ("rel", "type")


class FeedNames:
    """The names of a document's elements: ``title``, ``dc_creator``; of other namespaces by prefix."""

    def __init__(self, root: etree._Element) -> None:
        """Look at the namespaces that the root declares."""
        self._declared = {space: prefix for prefix, space in root.nsmap.items() if prefix}
        self._names: dict[str, str] = {}

    def of(self, element: etree._Element) -> str:
        """The name of an element in lower case."""
        tag = element.tag
        return self._names.get(tag) or self._new(tag, element)

    def _new(self, tag: str, element: etree._Element) -> str:
        prefix: str | None = ""
        local = tag
        if tag[0] == "{":
            space, _, local = tag[1:].partition("}")
            prefix = _known(space)
            if prefix is None:
                prefix = element.prefix or self._declared.get(space, "")
        name = self._names[tag] = (f"{prefix}_{local}" if prefix else local).lower()
        return name


def attributes(items: Sequence[tuple[str | bytes, str | bytes]]) -> dict[str, str]:
    """Attributes by their names in lower case; those of other namespaces only with their own names."""
    found: dict[str, str] = {}
    for name, value in items:
        key = str(name)
        if key[0] == "{":
            space, _, local = key[1:].partition("}")
            prefix = _known(space)
            key = f"{prefix}:{local}" if prefix else local
        key = key.lower()
        found[key] = str(value).lower() if key in _LOWER_CASE else str(value)
    return found


def _known(space: str) -> str | None:
    """The usual prefix of a namespace, empty for those of the formats themselves."""
    space = space.lower()
    prefix = _PREFIXES.get(space)
    return "" if prefix is None and _RSS_2 in space else prefix

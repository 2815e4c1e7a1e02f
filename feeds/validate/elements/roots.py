"""Which vocabulary a document is in, by its root element."""

from feeds.model import DocumentKind
from feeds.validate.element import FOREIGN, DocumentState, Element, Frame
from feeds.validate.elements import channels, content, opml, rdf
from feeds.validate.elements.atom import ATOM_ANYWHERE
from feeds.validate.names import ATOM, OLD_ATOM
from feeds.validate.rules import atom, core, rss, xml

RSS_NAMESPACES = frozenset(
    {
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://backend.userland.com/RSS2",
    }
)
VERSIONS = {
    "0.91": True,
    "0.92": True,
    "0.93": True,
    "0.94": True,
    "2.0": False,
    "2.00": False,
    "2.0.1": False,
}
"""Versions of RSS and whether they are out of use."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def root_of(walk: DocumentState, local: str, uri: str | None) -> tuple[Element, str]:
    """The table and the name of the root element; the walk learns its vocabulary."""
    walk.common["construct"] = content.child
    walk.common["questionable"] = ATOM_ANYWHERE
    if local == "rss":
        return _rss(walk, uri), local
    if local in {"feed", "entry"}:
        return _atom(walk, local, uri), local
    if uri == _RDF and local == "RDF":
        return rdf.root(walk), "rdf:RDF"
    if local in {"opml", "outlineDocument"}:
        walk.vocabulary = "opml"
        walk.common["kind"] = DocumentKind.OPML
        return opml.OPML, local
    walk.notes.add(
        core.ROOT_UNKNOWN, f"the root element is {local}; a feed begins with rss, feed or rdf:RDF", 0, local
    )
    return FOREIGN, local


def _rss(walk: DocumentState, uri: str | None) -> Element:
    walk.vocabulary = "rss"
    walk.common["kind"] = DocumentKind.RSS
    if uri is not None:
        walk.common["core"] = (uri,)
        if uri not in RSS_NAMESPACES:
            walk.notes.add(atom.NAMESPACE_WRONG, f"rss has no namespace, and here it has {uri}", 0, "rss")
    return RSS_ROOT


def _open_rss(walk: DocumentState, frame: Frame) -> None:
    version = frame.attributes.get("version")
    walk.version = version or "2.0"
    doctype = walk.common.get("doctype")
    if version is None:
        walk.report(rss.VERSION_MISSING, "rss has no attribute version", frame)
    elif version not in VERSIONS:
        walk.report(rss.VERSION, f"there is no RSS {version!r}; write 2.0", frame)
    elif VERSIONS[version]:
        walk.report(rss.VERSION_OLD, f"RSS {version} is out of use; write 2.0", frame)
    if doctype and "Netscape" in doctype and version != "0.91":
        walk.report(rss.DOCTYPE, "the DOCTYPE is that of RSS 0.91", frame)


RSS_ROOT = Element(
    children={**channels.RSS.children, "access:restriction": channels.CHANNEL.children["access:restriction"]},
    attributes=channels.RSS.attributes,
    needs=channels.RSS.needs,
    opens=(_open_rss,),
)


def _atom(walk: DocumentState, local: str, uri: str | None) -> Element:
    walk.vocabulary = "atom"
    walk.common["kind"] = DocumentKind.ATOM
    walk.common["core"] = (ATOM, uri or "")
    if uri is None:
        walk.notes.add(atom.NAMESPACE_MISSING, f"{local} has no namespace; write xmlns={ATOM!r}", 0, local)
    elif uri == OLD_ATOM:
        walk.notes.add(atom.NAMESPACE_OLD, f"{uri} is a draft of Atom; write {ATOM}", 0, local)
    elif uri != ATOM:
        walk.notes.add(atom.NAMESPACE_WRONG, f"{uri} is not Atom; write {ATOM}", 0, local)
    for prefix, bound, index in walk.common.get("prefixed", ()):
        walk.notes.add(
            xml.ATOM_PREFIXED,
            f"the prefix {prefix} is bound to {bound}; make it the default namespace",
            index,
            f"xmlns:{prefix}",
        )
    return channels.FEED if local == "feed" else channels.ENTRY

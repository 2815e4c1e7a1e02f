"""The root elements, which determine the vocabulary of a document."""

from feeds.model import DocumentKind
from feeds.validate.checks.namespaces import report_prefixed
from feeds.validate.element import FOREIGN, DocumentState, Element, Frame
from feeds.validate.elements import channels, opml, rdf
from feeds.validate.names import ATOM, OLD_ATOM
from feeds.validate.rules import atom, core, rss

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
"""Versions of RSS and whether they are obsolete."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def root_element(walk: DocumentState, local: str, uri: str | None) -> tuple[Element, str]:
    """Return the table and the name of a root element, and set the vocabulary."""
    if local == "rss":
        return _rss(walk, uri), local
    if local in {"feed", "entry"}:
        return _atom(walk, local, uri), local
    if uri == _RDF and local == "RDF":
        return rdf.root(walk), "rdf:RDF"
    if local in {"opml", "outlineDocument"}:
        walk.vocabulary = "opml"
        walk.document.kind = DocumentKind.OPML
        return opml.OPML, local
    message = f"the root element is {local}; the root of a feed is rss, feed or rdf:RDF"
    walk.findings.add(core.ROOT_UNKNOWN, message, 0, local)
    return FOREIGN, local


def _rss(walk: DocumentState, uri: str | None) -> Element:
    walk.vocabulary = "rss"
    walk.document.kind = DocumentKind.RSS
    if uri is not None:
        walk.document.core_namespaces = (uri,)
        if uri not in RSS_NAMESPACES:
            walk.findings.add(
                atom.NAMESPACE_WRONG, f"rss is in the namespace {uri[:120]}; remove it", 0, "rss"
            )
    return RSS_ROOT


def _open_rss(walk: DocumentState, frame: Frame) -> None:
    version = frame.attributes.get("version")
    walk.version = version or "2.0"
    doctype = walk.document.doctype
    if version is None:
        walk.report(rss.VERSION_MISSING, 'rss has no attribute version; add version="2.0"', frame)
    elif version not in VERSIONS:
        walk.report(rss.VERSION, f"the RSS version {version[:20]!r} does not exist; write 2.0", frame)
    elif VERSIONS[version]:
        walk.report(rss.VERSION_OLD, f"RSS {version} is obsolete; write 2.0", frame)
    if doctype and "Netscape" in doctype and version != "0.91":
        walk.report(rss.DOCTYPE, "the DOCTYPE belongs to RSS 0.91; remove it", frame)


RSS_ROOT = Element(
    children={**channels.RSS.children, "access:restriction": channels.CHANNEL.children["access:restriction"]},
    attributes=channels.RSS.attributes,
    needs=channels.RSS.needs,
    opens=(_open_rss,),
)


def _atom(walk: DocumentState, local: str, uri: str | None) -> Element:
    walk.vocabulary = "atom"
    walk.document.kind = DocumentKind.ATOM
    walk.document.core_namespaces = (ATOM, uri or "")
    if uri is None:
        walk.findings.add(atom.NAMESPACE_MISSING, f"{local} has no namespace; add xmlns={ATOM!r}", 0, local)
    elif uri == OLD_ATOM:
        walk.findings.add(
            atom.NAMESPACE_OLD, f"the namespace {uri} belongs to a draft of Atom; write {ATOM}", 0, local
        )
    elif uri != ATOM:
        walk.findings.add(
            atom.NAMESPACE_WRONG, f"the namespace {uri[:120]} is not Atom; write {ATOM}", 0, local
        )
    for declaration in walk.document.prefixed:
        report_prefixed(walk, declaration)
    return channels.FEED if local == "feed" else channels.ENTRY

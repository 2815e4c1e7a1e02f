"""atom:link in Atom and RSS: attributes, relations, and the links of a feed or entry together."""

import re
from urllib.parse import urljoin, urlsplit

from feeds.text.word_set import word_set
from feeds.validate.checks.blanks import not_blank_attribute
from feeds.validate.checks.codes import language, media_type
from feeds.validate.checks.dates import rfc3339
from feeds.validate.checks.numbers import from_zero
from feeds.validate.checks.texts import plain
from feeds.validate.checks.uris import iri
from feeds.validate.document import Link
from feeds.validate.element import DocumentState, Element, Frame, Mode
from feeds.validate.rules import links as rules
from feeds.validate.rules import values
from feeds.validate.values.uris import normal

REGISTERED = word_set(
    """
    about acl alternate amphtml appendix apple-touch-icon archives author blocked-by bookmark
    c2pa-manifest canonical chapter cite-as collection compression-dictionary contents convertedfrom
    copyright create-form current describedby describes disclosure dns-prefetch duplicate edit
    edit-form edit-media enclosure external first glossary help hosts hub icon index item last
    latest-version license linkset lrdd manifest mask-icon me media-feed memento micropub modulepreload
    monitor monitor-group next next-archive nofollow noopener noreferrer opener original p3pv1
    payment pingback preconnect predecessor-version prefetch preload prev prev-archive preview
    previous privacy-policy profile publication related replies restconf ruleinput search section
    self service service-desc service-doc service-meta sponsored start status stylesheet subsection
    successor-version sunset tag terms-of-service timegate timemap type ugc up version-history via
    webmention working-copy working-copy-of outline blogroll token_endpoint authorization_endpoint
    """
)
"""Link relations of the IANA registry, and those common in OPML and IndieWeb."""

PAGING = frozenset({"current", "first", "last", "next", "next-archive", "prev-archive", "previous"})
_IANA = "http://www.iana.org/assignments/relation/"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_FEED_TYPES = frozenset(
    {
        "application/atom+xml",
        "application/rss+xml",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
        "application/feed+json",
        "application/json",
    }
)


def _open(walk: DocumentState, frame: Frame) -> None:
    attributes = frame.attributes
    relation = attributes.get("rel", "alternate").removeprefix(_IANA)
    if "rel" in attributes:
        _check_relation(walk, frame, relation)
    if "type" in attributes:
        _check_type(walk, frame, relation, attributes["type"])
    if "href" in attributes:
        _check_target(walk, frame, relation, attributes["href"])
    _check_thread(walk, frame, relation)
    frame.parent.own_data().links.append(
        Link(
            relation,
            attributes.get("type", ""),
            attributes.get("hreflang", ""),
            attributes.get("href", ""),
            frame.index,
        )
    )


def _check_relation(walk: DocumentState, frame: Frame, relation: str) -> None:
    if relation not in REGISTERED and not _IRI.fullmatch(relation):
        message = f"rel {relation[:80]!r} is neither registered nor an IRI; use a registered relation"
        walk.report(rules.REL_UNKNOWN, message, frame)
    if relation in PAGING and frame.parent.name == "entry":
        message = f"an entry has a link with rel {relation}; move it to the feed"
        walk.report(rules.PAGING_IN_ENTRY, message, frame)


def _check_type(walk: DocumentState, frame: Frame, relation: str, kind: str) -> None:
    if (
        relation == "self"
        and "/" in kind
        and kind.split(";", maxsplit=1)[0].strip().lower() not in _FEED_TYPES
    ):
        message = (
            f"the self link has the type {kind[:60]!r}, which is not a feed; use rel alternate for a page"
        )
        walk.report(rules.SELF_TYPE, message, frame)


def _check_target(walk: DocumentState, frame: Frame, relation: str, href: str) -> None:
    if walk.url is not None and frame.base:
        _check_same_document(walk, frame, href, walk.url)
    if relation == "self" and frame.parent.name in {"feed", "channel"}:
        _check_self(walk, frame, href)


def _check_thread(walk: DocumentState, frame: Frame, relation: str) -> None:
    for name in ("thr:count", "thr:updated"):
        if name in frame.attributes and relation != "replies":
            message = f"a link with rel {relation[:40]} has {name}; move it to the replies link"
            walk.report(rules.THREAD_ATTRIBUTE, message, frame)
    if "thr:when" in frame.attributes:
        walk.report(rules.THREAD_WHEN, "the link has thr:when; write thr:updated", frame)


def _check_same_document(walk: DocumentState, frame: Frame, href: str, url: str) -> None:
    """Report a reference to the base itself, which means the current document but is another one."""
    base = _join(url, frame.base or "").partition("#")[0]
    if _join(base, href).partition("#")[0] == base and normal(base) != normal(url.partition("#")[0]):
        message = f"{href[:120]!r} refers to {base[:120]}, which is not the address of the document"
        walk.report(values.SAME_DOCUMENT, f"{message}; write the absolute address", frame)


def _check_self(walk: DocumentState, frame: Frame, href: str) -> None:
    base = frame.base or ""
    if not host_of(href) and not host_of(base):
        message = f"the self link {href[:120]!r} is relative; write the absolute address"
        walk.report(rules.SELF_RELATIVE, message, frame)
    if walk.url is not None:
        target = _join(_join(walk.url, base), href)
        if normal(target) != normal(walk.url.partition("#")[0]):
            message = (
                f"the self link is {target[:120]}, but the document is at {walk.url[:120]}; make them equal"
            )
            walk.report(rules.SELF_DIFFERS, message, frame)


def host_of(value: str) -> str:
    """Return the authority of a URL; empty if it has none or cannot be parsed."""
    try:
        return urlsplit(value).netloc
    except ValueError:
        return ""


def _join(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def _close(walk: DocumentState, frame: Frame) -> None:
    text = frame.text.strip()
    if text:
        message = f"the link contains the text {text[:40]!r}; put its address into href"
        walk.report(rules.LINK_TEXT, message, frame)


def check_links(walk: DocumentState, frame: Frame) -> None:
    """Check the links of a feed, channel, source or entry together."""
    seen: set[tuple[str, str]] = set()
    for link in frame.data.links:
        if link.relation == "alternate":
            if (link.type, link.hreflang) in seen:
                message = (
                    f"another alternate link has the type {link.type[:60]!r} and "
                    f"hreflang {link.hreflang[:40]!r}: {link.href[:100]!r}; keep one"
                )
                walk.findings.add(rules.SAME_ALTERNATE, message, link.offset, "link")
            seen.add((link.type, link.hreflang))


def check_paging(walk: DocumentState, frame: Frame) -> None:
    """Check the relations of RFC 5005 in the head of a feed or channel."""
    links = {link.relation: link for link in frame.data.links}
    here = {links["self"].href if "self" in links else None, walk.url}
    if "fh:complete" in frame.seen:
        for relation in sorted(PAGING & links.keys()):
            _check_complete(walk, links[relation], here)
    elif "fh:archive" in frame.seen:
        _check_archive(walk, frame, links)
    if "next" in links and "last" in links and links["last"].href in here:
        message = "the last page has a link with rel next; remove it"
        walk.findings.add(rules.PAST_END, message, links["next"].offset, "link")


def _check_complete(walk: DocumentState, link: Link, here: set[str | None]) -> None:
    if link.relation != "current":
        message = f"the feed is declared complete but has a link with rel {link.relation}; remove one of them"
        walk.findings.add(rules.PAGING_IN_COMPLETE, message, link.offset, "link")
    elif link.href not in here:
        message = f"the feed is declared complete but its current link is {link.href[:120]}; remove the link"
        walk.findings.add(rules.CURRENT_NOT_SELF, message, link.offset, "link")


def _check_archive(walk: DocumentState, frame: Frame, links: dict[str, Link]) -> None:
    if not links.keys() & {"prev-archive", "next-archive"}:
        message = "the archive has no link to another archive; add prev-archive or next-archive"
        walk.report(rules.ARCHIVE_ALONE, message, frame, "fh:archive")
    if "current" not in links:
        message = "the archive has no link to the current feed; add one with rel current"
        walk.report(rules.ARCHIVE_NO_CURRENT, message, frame, "fh:archive")


LINK = Element(
    mode=Mode.FOREIGN,
    strict=True,
    attributes={
        "href": (iri,),
        "rel": (not_blank_attribute,),
        "type": (media_type,),
        "title": (not_blank_attribute, plain),
        "length": (from_zero,),
        "hreflang": (language,),
        "thr:count": (from_zero,),
        "thr:updated": (rfc3339,),
        "thr:when": (),
        "rdf:type": (),
        "rdf:resource": (),
    },
    needs_attributes=(("href", rules.HREF_MISSING),),
    opens=(_open,),
    closes=(_close,),
)

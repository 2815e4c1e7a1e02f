"""atom:link, in Atom and in RSS: its attributes, its relation, and what a set of links says."""

import re
from urllib.parse import urljoin, urlsplit

from feeds.validate.checks.dates import rfc3339
from feeds.validate.checks.texts import plain
from feeds.validate.checks.uris import iri
from feeds.validate.checks.words import from_zero, language, media_type, not_blank_attribute
from feeds.validate.element import DocumentState, Element, Frame, Mode
from feeds.validate.rules import links as rules
from feeds.validate.rules import values
from feeds.validate.values.uris import normal
from feeds.validate.values.words import words

REGISTERED = words(
    """
    about acl alternate amphtml appendix apple-touch-icon archives author blocked-by bookmark c2pa-
    manifest canonical chapter cite-as collection compression-dictionary contents convertedfrom
    copyright create-form current describedby describes disclosure dns-prefetch duplicate edit edit-
    form edit-media enclosure external first glossary help hosts hub icon index item last latest-
    version license linkset lrdd manifest mask-icon me media-feed memento micropub modulepreload
    monitor monitor-group next next-archive nofollow noopener noreferrer opener original p3pv1
    payment pingback preconnect predecessor-version prefetch preload prev prev-archive preview
    previous privacy-policy profile publication related replies restconf ruleinput search section
    self service service-desc service-doc service-meta sponsored start status stylesheet subsection
    successor-version sunset tag terms-of-service timegate timemap type ugc up version-history via
    webmention working-copy working-copy-of outline blogroll token_endpoint authorization_endpoint
    """
)
"""Link relations of the IANA registry, and those that OPML and IndieWeb have made common."""

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
    parent = frame.above
    if "rel" in attributes:
        _judge_relation(walk, frame, relation)
    if "type" in attributes:
        _judge_type(walk, frame, relation, attributes["type"])
    if walk.url is not None and frame.base and attributes.get("href") is not None:
        _judge_same_document(walk, frame, attributes["href"])
    if relation == "self" and parent.name in {"feed", "channel"} and "href" in attributes:
        _judge_self(walk, frame, attributes["href"])
    for name in ("thr:count", "thr:updated"):
        if name in attributes and relation != "replies":
            walk.report(rules.THREAD_ATTRIBUTE, f"{name} stands on a link with rel {relation}", frame)
    if "thr:when" in attributes:
        walk.report(rules.THREAD_WHEN, "the link has thr:when; write thr:updated", frame)
    if parent.data.get("links") is None:
        parent.keep("links", [])
    parent.data["links"].append(
        (
            relation,
            attributes.get("type", ""),
            attributes.get("hreflang", ""),
            attributes.get("href", ""),
            frame.index,
        )
    )


def _judge_relation(walk: DocumentState, frame: Frame, relation: str) -> None:
    if relation not in REGISTERED and not _IRI.fullmatch(relation):
        walk.report(rules.REL_UNKNOWN, f"rel {relation!r} is neither registered nor an IRI", frame)
    if relation in PAGING and frame.above.name == "entry":
        walk.report(rules.PAGING_IN_ENTRY, f"rel {relation} stands in an entry", frame)


def _judge_type(walk: DocumentState, frame: Frame, relation: str, kind: str) -> None:
    if (
        relation == "self"
        and "/" in kind
        and kind.split(";", maxsplit=1)[0].strip().lower() not in _FEED_TYPES
    ):
        walk.report(rules.SELF_TYPE, f"the self link has the type {kind!r}, which is no feed", frame)


def _judge_same_document(walk: DocumentState, frame: Frame, href: str) -> None:
    """A reference to the base itself means the document in hand, which here is another one."""
    base = urljoin(walk.url or "", frame.base or "").partition("#")[0]
    if urljoin(base, href).partition("#")[0] == base and normal(base) != normal(
        (walk.url or "").partition("#")[0]
    ):
        walk.report(values.SAME_DOCUMENT, f"{href!r} means {base}, which is not where the document is", frame)


def _judge_self(walk: DocumentState, frame: Frame, href: str) -> None:
    base = frame.base or ""
    if not urlsplit_safely(href) and not urlsplit_safely(base):
        walk.report(rules.SELF_RELATIVE, f"the self link {href!r} is relative", frame)
    if walk.url is not None:
        target = urljoin(urljoin(walk.url, base), href)
        if normal(target) != normal(walk.url.partition("#")[0]):
            walk.report(
                rules.SELF_DIFFERS, f"the self link says {target}, but the document is at {walk.url}", frame
            )


def urlsplit_safely(value: str) -> str:
    """The host part of a URL; empty where there is none or it cannot be split."""
    try:
        return urlsplit(value).netloc
    except ValueError:
        return ""


def _close(walk: DocumentState, frame: Frame) -> None:
    if frame.text.strip():
        walk.report(
            rules.LINK_TEXT,
            f"the link holds the text {frame.text.strip()[:40]!r}; its address belongs into href",
            frame,
        )


def judge_links(walk: DocumentState, frame: Frame) -> None:
    """Judge the links of a feed, channel, source or entry together."""
    met = set()
    for relation, kind, hreflang, href, index in frame.data.get("links", ()):
        if relation == "alternate":
            if (kind, hreflang) in met:
                walk.notes.add(
                    rules.SAME_ALTERNATE,
                    f"a second alternate of type {kind!r} and hreflang {hreflang!r}: {href[:100]!r}",
                    index,
                    "link",
                )
            met.add((kind, hreflang))


def judge_paging(walk: DocumentState, frame: Frame) -> None:
    """Judge the relations of RFC 5005 in the head of a feed or channel."""
    links = {relation: (href, index) for relation, _, _, href, index in frame.data.get("links", ())}
    here = {links["self"][0] if "self" in links else None, walk.url}
    if "fh:complete" in frame.seen:
        for relation in sorted(PAGING & links.keys()):
            href, index = links[relation]
            if relation != "current":
                walk.notes.add(
                    rules.PAGING_IN_COMPLETE,
                    f"the feed is complete and has a link with rel {relation}",
                    index,
                    "link",
                )
            elif href not in here:
                walk.notes.add(
                    rules.CURRENT_NOT_SELF,
                    f"the feed is complete, but {href} is the current one",
                    index,
                    "link",
                )
    elif "fh:archive" in frame.seen:
        if not links.keys() & {"prev-archive", "next-archive"}:
            walk.report(rules.ARCHIVE_ALONE, "the archive links to no other archive", frame, "fh:archive")
        if "current" not in links:
            walk.report(
                rules.ARCHIVE_NO_CURRENT, "the archive has no link to the current feed", frame, "fh:archive"
            )
    if "next" in links and "last" in links and links["last"][0] in here:
        walk.notes.add(rules.PAST_END, "the last page has a link to a next one", links["next"][1], "link")


LINK = Element(
    mode=Mode.FOREIGN,
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

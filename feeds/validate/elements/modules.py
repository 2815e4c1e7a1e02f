"""Smaller extensions of RSS and Atom, by the elements that may contain them."""

import re

from feeds.validate.checks.blanks import no_space, not_blank
from feeds.validate.checks.codes import language, media_type
from feeds.validate.checks.dates import iso8601, iso8601_any, rfc822, rfc3339, w3cdtf
from feeds.validate.checks.mail import contact
from feeds.validate.checks.numbers import decimal, from_zero, number_list, positive, whole
from feeds.validate.checks.texts import plain, safe_html
from feeds.validate.checks.uris import full, http, identifier, iri
from feeds.validate.checks.words import one_of, yes_no
from feeds.validate.element import FOREIGN, Check, DocumentState, Element, Frame, Mode, leaf
from feeds.validate.elements.dublin_core import resource
from feeds.validate.elements.feedsync import SHARING, SYNC
from feeds.validate.elements.media import DESCRIBING, OBJECTS
from feeds.validate.rule import Rule
from feeds.validate.rules import core, items
from feeds.validate.rules import modules as rules
from feeds.validate.rules import text as texts
from feeds.validate.values.uris import uri_fault

TWICE = core.EXTENSION_TWICE
_ROBOTS = re.compile(
    r"(?:all|none|(?:no)?(?:index|follow|archive|snippet|imageindex)(?:,\s*(?:no)?(?:index|follow|archive|snippet|imageindex))*)"
)
_URL = leaf(full, once=TWICE)
_URLS = leaf(full)
_TEXT = leaf()


def _flare(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Check an address that FeedBurner resolves: in RSS a relative one is only a warning."""
    if walk.vocabulary == "atom":
        iri(walk, frame, value, where)
    elif uri_fault(value, full=True, iri=True) is not None:
        walk.report(
            texts.RELATIVE_REFERENCE,
            f"{where} is the relative address {value[:80]!r}; write an absolute one",
            frame,
        )


def _link_type(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require a media type or the address of one."""
    (full if ":" in value else media_type)(walk, frame, value, where)


def _robots(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if not _ROBOTS.fullmatch(value.lower()):
        walk.report(
            rules.META_CONTENT, f"{where} is {value[:60]!r}; write index, noindex, follow or nofollow", frame
        )


def _comment_rss(walk: DocumentState, frame: Frame) -> None:
    walk.report(items.COMMENT_RSS, "the element is spelled wfw:commentRSS; write wfw:commentRss", frame)


def _needs(*names: str) -> tuple[tuple[str, Rule], ...]:
    return tuple((name, core.ATTRIBUTE_MISSING) for name in names)


def _empty(**attributes: tuple[Check, ...]) -> Element:
    """Return an element whose attributes are all required."""
    return Element(mode=Mode.FOREIGN, attributes=attributes, needs_attributes=_needs(*attributes))


_REPLY = Element(
    mode=Mode.FOREIGN,
    attributes={"ref": (identifier,), "href": (iri,), "source": (iri,), "type": (media_type,)},
    needs_attributes=_needs("ref"),
)
_PERIODS = {"hourly", "daily", "weekly", "monthly", "yearly"}
_QUERY_ROLES = {"request", "example", "related", "correction", "subset", "superset"}
_COLLECTION = Element(
    children={"app:accept": leaf(), "app:categories": FOREIGN, "title": FOREIGN, "atom:title": FOREIGN},
    attributes={"href": (iri,)},
    needs_attributes=_needs("href"),
)

EVERYWHERE: dict[str, Element] = {
    "opml:dateCreated": leaf(rfc822, once=TWICE),
    "opml:dateModified": leaf(rfc822, once=TWICE),
    "opml:ownerName": leaf(safe_html, once=TWICE),
    "opml:ownerEmail": leaf(contact, once=TWICE),
    "opml:ownerId": leaf(http, once=TWICE),
    "taxo:topics": FOREIGN,
    "l:link": Element(
        mode=Mode.FOREIGN,
        attributes={
            "rdf:resource": (iri,),
            "l:rel": (full,),
            "l:type": (_link_type,),
            "l:title": (plain,),
            "l:lang": (language,),
        },
        needs_attributes=_needs("l:rel"),
    ),
    "xhtml:div": FOREIGN,
    "foaf:maker": FOREIGN,
    "thr:in-reply-to": _REPLY,
    "creativeCommons:license": leaf(full),
    "cc:license": FOREIGN,
    "app:collection": _COLLECTION,
    **DESCRIBING,
    **OBJECTS,
}

ITEM: dict[str, Element] = {
    "ag:source": leaf(once=TWICE),
    "ag:sourceURL": _URL,
    "ag:timestamp": leaf(iso8601, once=TWICE),
    "annotate:reference": resource(once=True),
    "app:control": Element(children={"app:draft": leaf(yes_no, once=TWICE)}, once=TWICE),
    "app:edited": leaf(no_space, rfc3339, once=TWICE),
    "content:items": FOREIGN,
    "conversationsNetwork:introMilliseconds": leaf(from_zero, once=TWICE),
    "conversationsNetwork:image": leaf(http, once=TWICE),
    "conversationsNetwork:ratingAverage": leaf(decimal, once=TWICE),
    "conversationsNetwork:ratingCount": leaf(from_zero, once=TWICE),
    "conversationsNetwork:ratingIndividual": leaf(positive, once=TWICE),
    "conversationsNetwork:ratingTimestamp": leaf(iso8601, once=TWICE),
    "ev:startdate": leaf(iso8601_any, once=TWICE),
    "ev:enddate": leaf(iso8601_any, once=TWICE),
    "ev:location": FOREIGN,
    "ev:organizer": FOREIGN,
    "ev:type": leaf(once=TWICE),
    "feedburner:awareness": _URL,
    "feedburner:origEnclosureLink": _URL,
    "feedburner:origLink": _URL,
    "foaf:primaryTopic": FOREIGN,
    "slash:comments": leaf(from_zero, once=TWICE),
    "slash:section": _TEXT,
    "slash:department": _TEXT,
    "slash:hit_parade": leaf(number_list, once=TWICE),
    "sx:sync": SYNC,
    "thr:total": leaf(from_zero, once=TWICE),
    "trackback:ping": _URL,
    "trackback:about": _URLS,
    "wfw:comment": _URL,
    "wfw:commentRss": _URL,
    "wfw:commentRSS": Element(mode=Mode.TEXT, text=(full,), once=TWICE, opens=(_comment_rss,)),
    **{f"wiki:{name}": _TEXT for name in ("diff", "history", "importance", "status", "version")},
}

CHANNEL: dict[str, Element] = {
    "admin:generatorAgent": resource(once=True),
    "admin:errorReportsTo": resource(once=True),
    **{f"blogChannel:{name}": _URL for name in ("blogRoll", "mySubscriptions", "blink", "changes")},
    "cf:listinfo": FOREIGN,
    "cf:treatAs": leaf(one_of({"list"}, rules.LIST_TREAT)),
    "cp:server": resource(),
    "feedburner:awareness": _URL,
    "feedburner:browserFriendly": leaf(plain, once=TWICE),
    "feedburner:emailServiceId": leaf(once=TWICE),
    "feedburner:feedburnerHostname": _URL,
    "feedburner:feedFlare": Element(
        mode=Mode.TEXT,
        text=(plain,),
        attributes={"href": (_flare,), "src": (_flare,)},
        needs_attributes=_needs("href", "src"),
    ),
    "feedburner:info": _empty(uri=(iri,)),
    "fh:archive": FOREIGN,
    "fh:complete": FOREIGN,
    "sx:sharing": SHARING,
    "sy:updatePeriod": leaf(one_of(_PERIODS, rules.UPDATE_PERIOD), once=TWICE),
    "sy:updateFrequency": leaf(positive, not_blank, once=TWICE),
    "sy:updateBase": leaf(w3cdtf, once=TWICE),
    "wiki:interwiki": _TEXT,
    "xhtml:meta": _empty(name=(one_of({"robots"}, rules.META_NAME, any_case=True),), content=(_robots,)),
    **{
        f"{prefix}:{name}": leaf(check, once=TWICE)
        for prefix in ("opensearch", "opensearch10")
        for name, check in (("totalResults", from_zero), ("startIndex", whole), ("itemsPerPage", from_zero))
    },
    "opensearch:Query": Element(
        mode=Mode.FOREIGN,
        attributes={
            "role": (one_of(_QUERY_ROLES, rules.QUERY_ROLE),),
            "count": (from_zero,),
            "startIndex": (whole,),
            "startPage": (whole,),
            "totalResults": (from_zero,),
            "language": (language,),
            "title": (plain,),
            **dict.fromkeys(("searchTerms", "inputEncoding", "outputEncoding", "osd"), ()),
        },
        needs_attributes=_needs("role"),
    ),
    "access:restriction": _empty(relationship=(one_of({"allow", "deny"}, rules.ACCESS),)),
}

"""The emission profile: what documents of this service must not contain, though specifications allow it.

The W3C feed validator reports errors for some valid documents because it is older than the specifications.
Publishers check their feeds there, so this service does not emit what it rejects.
"""

import re
from collections.abc import Callable, Mapping

from feeds.text.language_codes import ISO_639_1, ISO_639_2
from feeds.text.word_set import word_set
from feeds.validate.element import DocumentState, Frame
from feeds.validate.rules import emission as rules

_DUBLIN_CORE = """
    contributor coverage creator date description format identifier language medium publisher relation rights
    source subject title type
"""
_MEDIA_RSS_15 = """
    backLinks comments community embed license location peerLink price responses rights scenes status subTitle
"""
REJECTED_ELEMENTS = (
    {f"dcterms:{name}" for name in word_set(_DUBLIN_CORE)}
    | {f"media:{name}" for name in word_set(_MEDIA_RSS_15)}
    | {"georss:box", "georss:circle"}
)
"""Elements that the W3C validator does not know."""

_ADDRESS = re.compile(r"[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,#]*")
_BRACKETS = re.compile(r"[\[\]]")
_TAG = re.compile(
    r"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(?:-\d\d){0,2}:[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,]*"
    r"(?:#[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,]*)?",
    re.ASCII,
)
_URN = re.compile(
    r"urn:[a-z0-9][a-z0-9-]{1,31}:(?:[a-z0-9()+,.:=@;$_!*'-]++|%[0-9a-f]{2})++", re.ASCII | re.IGNORECASE
)
_MEDIA_HOST = re.compile(
    r"https?://(?:[a-z0-9-]+\.)+[a-z0-9][a-z0-9-]*(?::\d+)?(?:/|$)", re.ASCII | re.IGNORECASE
)

_LANGUAGES = ISO_639_1 | ISO_639_2 | {"x"}
"""Primary subtags; ``x`` begins a private tag."""

_EmissionCheck = Callable[[DocumentState, Frame, str, str], None]


def _address(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require an address in the characters of RFC 2396, or a tag or URN in its older form."""
    scheme = value.partition(":")[0].lower()
    if scheme == "tag":
        if not _TAG.fullmatch(value):
            message = f"the tag URI {value[:120]!r} is rejected by validators; wrap it in urn:uuid"
            walk.report(rules.TAG_REJECTED, message, frame, where)
    elif scheme == "urn":
        if not _URN.fullmatch(value):
            message = f"the URN {value[:120]!r} is rejected by validators; wrap it in urn:uuid"
            walk.report(rules.URN_REJECTED, message, frame, where)
    elif not _ADDRESS.fullmatch(value):
        message = f"the address {value[:120]!r} is rejected by validators; encode it or leave it out"
        walk.report(rules.ADDRESS_REJECTED, message, frame, where)


def _iri(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require an address without square brackets; other characters may go beyond ASCII."""
    if _BRACKETS.search(value):
        message = f"the address {value[:120]!r} is rejected by validators; encode it or leave it out"
        walk.report(rules.ADDRESS_REJECTED, message, frame, where)


def _guid(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if frame.attributes.get("isPermaLink", "true") == "true":
        _address(walk, frame, value, where)


def _media_url(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    if not _MEDIA_HOST.match(value):
        message = f"the host of {value[:120]!r} is rejected by validators; leave the element out"
        walk.report(rules.HOST_REJECTED, message, frame, where)
    else:
        _address(walk, frame, value, where)


def _language(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    code = value.partition("-")[0].lower()
    if value and code not in _LANGUAGES:
        message = f"the language {value[:40]!r} is rejected by validators; write another or leave it out"
        walk.report(rules.LANGUAGE_REJECTED, message, frame, where)


def _word(*words: str) -> _EmissionCheck:
    def check(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        if value.lower() not in words:
            message = f"{where} is {value[:40]!r}, which validators reject; write one of {', '.join(words)}"
            walk.report(rules.VALUE_REJECTED, message, frame, where)

    return check


_TEXTS: Mapping[str, _EmissionCheck] = {
    **dict.fromkeys(
        ("atom:id", "comments", "docs", "icon", "id", "link", "logo", "url", "wfw:commentRss"), _address
    ),
    **dict.fromkeys(("uri", "atom:uri"), _iri),
    **dict.fromkeys(("dc:language", "language"), _language),
    "guid": _guid,
    "itunes:new-feed-url": _address,
    "itunes:explicit": _word("true", "false"),
    "itunes:block": _word("yes", "no", "clean"),
    "itunes:complete": _word("yes", "no", "clean"),
}
_ATTRIBUTES: Mapping[str, Mapping[str, _EmissionCheck]] = {
    "atom:link": {"href": _iri, "hreflang": _language},
    "category": {"scheme": _address},
    "content": {"src": _address},
    "enclosure": {"url": _media_url},
    "itunes:image": {"href": _media_url},
    "link": {"href": _iri, "hreflang": _language},
    "media:content": {"url": _address, "lang": _language},
    "media:player": {"url": _address},
    "media:thumbnail": {"url": _address},
    "outline": {"htmlUrl": _address, "url": _address, "xmlUrl": _address, "language": _language},
    "source": {"url": _address},
}


def check_emitted_start(walk: DocumentState, frame: Frame) -> None:
    """Check the name and the attributes of an element that opens."""
    name = frame.name
    if name in REJECTED_ELEMENTS or (name == "docs" and walk.vocabulary == "opml"):
        message = f"{name} is rejected by validators; use another element or leave it out"
        walk.report(rules.ELEMENT_REJECTED, message, frame)
    attributes = frame.attributes
    if attributes:
        if "xml:lang" in attributes:
            _language(walk, frame, attributes["xml:lang"], f"{name}/@xml:lang")
        for key, check in _ATTRIBUTES.get(name, {}).items():
            if key in attributes:
                check(walk, frame, attributes[key], f"{name}/@{key}")
        if name == "media:content" and "url" not in attributes:
            message = "media:content without url is rejected by validators; add the address of the file"
            walk.report(rules.ELEMENT_REJECTED, message, frame)


def check_emitted_end(walk: DocumentState, frame: Frame) -> None:
    """Check the text of an element that closes."""
    check = _TEXTS.get(frame.name)
    if check is not None:
        value = frame.text.strip()
        if value:
            check(walk, frame, value, frame.name)

"""The header fields of a response: which, with which values, in one visible order."""

from urllib.parse import quote

from feeds.model import Coding, Publication, Representation
from feeds.render import PAGE_POLICY
from feeds.server.http.raw_response import Fields
from feeds.text.http_dates import format_http_date

ALLOW = "GET, HEAD, OPTIONS"
PREFLIGHT_S = 86_400

_PRINTABLE = "".join(chr(code) for code in range(0x20, 0x7F))

CORS: Fields = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Last-Modified, Link, Retry-After, IM, Delta-Base"),
)
PREFLIGHT: Fields = (
    ("Allow", ALLOW),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", ALLOW),
    ("Access-Control-Allow-Headers", "If-None-Match, If-Modified-Since, A-IM, Last-Event-ID"),
    ("Access-Control-Max-Age", str(PREFLIGHT_S)),
)
_FEED_POLICY = "default-src 'none'; sandbox"
_PAGE_POLICY = f"{PAGE_POLICY}; frame-ancestors 'none'"


def is_page(publication: Publication) -> bool:
    """Whether a publication is a page for browsers."""
    return publication.media_type.startswith("text/html")


def full(
    publication: Publication,
    representation: Representation,
    location: str | None,
    freshness: str,
) -> Fields:
    """The fields of a 200; ``location`` is the address of a page chosen by language."""
    yield ("Content-Type", publication.media_type)
    yield ("Content-Length", str(len(representation.body)))
    if representation.coding is not Coding.IDENTITY:
        yield ("Content-Encoding", representation.coding.value)
    if publication.language:
        yield ("Content-Language", publication.language)
    yield from validators(publication, representation, location, freshness)
    if publication.links:
        yield ("Link", quote(publication.links, safe=_PRINTABLE))
    yield ("Accept-Ranges", "none")
    yield from security(page=is_page(publication), private=publication.private)


def delta(publication: Publication, representation: Representation, base: str, size_bytes: int) -> Fields:
    """The fields of a 226, with the validators of the whole publication (R-HTTP-55, R-HTTP-59).

    ``base`` is the tag it starts from. Caches that do not know 226 must not store it (R-HTTP-56).
    """
    yield ("Content-Type", publication.media_type)
    yield ("Content-Length", str(size_bytes))
    if representation.coding is not Coding.IDENTITY:
        yield ("Content-Encoding", representation.coding.value)
    if publication.language:
        yield ("Content-Language", publication.language)
    yield ("IM", "feed")
    yield ("Delta-Base", base)
    yield ("ETag", representation.etag)
    yield ("Last-Modified", format_http_date(int(publication.modified_at.timestamp())))
    yield ("Cache-Control", "no-store, im")
    yield ("Vary", "A-IM, If-None-Match, Accept-Encoding")
    yield from _cors(publication)
    if publication.links:
        yield ("Link", quote(publication.links, safe=_PRINTABLE))
    yield ("Accept-Ranges", "none")
    yield from security(page=False, private=publication.private)


def stream(*, private: bool) -> Fields:
    """The fields of a stream of events; nginx must not buffer it."""
    yield ("Content-Type", "text/event-stream")
    yield ("Cache-Control", "private, no-store" if private else "no-store")
    yield ("X-Accel-Buffering", "no")
    yield from () if private else CORS
    yield from security(page=False, private=private)


def validators(
    publication: Publication,
    representation: Representation,
    location: str | None,
    freshness: str,
) -> Fields:
    """The fields that a 304 shares with its 200 (R-HTTP-12, R-HTTP-14)."""
    yield ("ETag", representation.etag)
    yield ("Last-Modified", format_http_date(int(publication.modified_at.timestamp())))
    yield ("Cache-Control", freshness)
    yield ("Vary", "Accept-Encoding" if location is None else "Accept-Language, Accept-Encoding")
    if location is not None:
        yield ("Content-Location", location)
    yield from _cors(publication)


def _cors(publication: Publication) -> Fields:
    """Web pages of any origin may read what is public (R-HTTP-63), and nothing else (R-AUTH-04)."""
    return () if publication.private else CORS


def security(*, page: bool, private: bool = False) -> Fields:
    """The fields that keep a browser from running content (R-HTTP-64, R-HTTP-66).

    Private content is kept from search engines, other sites and referrers too (R-AUTH-02, R-AUTH-04).
    """
    yield ("X-Content-Type-Options", "nosniff")
    yield ("Content-Security-Policy", _PAGE_POLICY if page else _FEED_POLICY)
    yield ("Cross-Origin-Resource-Policy", "same-origin" if private else "cross-origin")
    if page or private:
        yield ("Referrer-Policy", "no-referrer")
    if private:
        yield ("X-Robots-Tag", "noindex, nofollow")

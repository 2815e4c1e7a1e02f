"""The header fields of an answer: which, with which values, in one visible order."""

from urllib.parse import quote

from feeds.model import Coding, Publication, Representation
from feeds.render import PAGE_POLICY
from feeds.server.http.dates import write_date
from feeds.server.http.raw_response import Fields

ALLOW = "GET, HEAD, OPTIONS"
LONGEST_S = 18_000
"""Readers clamp a longer freshness of a live feed anyway (R-HTTP-17)."""

CLOSED_S = 31_536_000
"""A year: the freshness of what is closed, such as a month of the archive. Not ``immutable``, for the address
says nothing of the revision and a correction may still reach it (R-PAGE-08)."""

STALE_IF_ERROR_S = 86_400
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
    ("Access-Control-Allow-Headers", "If-None-Match, If-Modified-Since, A-IM"),
    ("Access-Control-Max-Age", str(PREFLIGHT_S)),
)
_FEED_POLICY = "default-src 'none'; sandbox"
_PAGE_POLICY = f"{PAGE_POLICY}; frame-ancestors 'none'"


def is_page(publication: Publication) -> bool:
    """Whether a publication is for people's browsers."""
    return publication.media_type.startswith("text/html")


def full(
    publication: Publication,
    representation: Representation,
    location: str | None,
    due_in_s: int | None = None,
) -> Fields:
    """The fields of a 200; ``location`` is the address of what was chosen by language."""
    yield ("Content-Type", publication.media_type)
    yield ("Content-Length", str(len(representation.body)))
    if representation.coding is not Coding.IDENTITY:
        yield ("Content-Encoding", representation.coding.value)
    if publication.language:
        yield ("Content-Language", publication.language)
    yield from validators(publication, representation, location, due_in_s)
    if publication.links:
        yield ("Link", quote(publication.links, safe=_PRINTABLE))
    yield ("Accept-Ranges", "none")
    yield from security(page=is_page(publication), private=publication.private)


def delta(publication: Publication, representation: Representation, base: str, size_bytes: int) -> Fields:
    """The fields of a 226: the validators of the whole that it leads to (R-HTTP-55, R-HTTP-59).

    ``base`` is the tag it counts from. Caches that do not know 226 must not keep it (R-HTTP-56).
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
    yield ("Last-Modified", write_date(int(publication.modified_at.timestamp())))
    yield ("Cache-Control", "no-store, im")
    yield ("Vary", "A-IM, If-None-Match, Accept-Encoding")
    yield from _cors(publication)
    if publication.links:
        yield ("Link", quote(publication.links, safe=_PRINTABLE))
    yield ("Accept-Ranges", "none")
    yield from security(page=False, private=publication.private)


def validators(
    publication: Publication,
    representation: Representation,
    location: str | None,
    due_in_s: int | None = None,
) -> Fields:
    """What a 304 carries like the 200 it stands for (R-HTTP-12, R-HTTP-14)."""
    yield ("ETag", representation.etag)
    yield ("Last-Modified", write_date(int(publication.modified_at.timestamp())))
    yield ("Cache-Control", cache_control(publication.max_age_s, due_in_s, private=publication.private))
    yield ("Vary", "Accept-Encoding" if location is None else "Accept-Language, Accept-Encoding")
    if location is not None:
        yield ("Content-Location", location)
    yield from _cors(publication)


def _cors(publication: Publication) -> Fields:
    """Web readers of any origin may read what anybody may (R-HTTP-63), and nothing else (R-AUTH-04)."""
    return () if publication.private else CORS


def cache_control(max_age_s: int, due_in_s: int | None = None, *, private: bool = False) -> str:
    """Explicit freshness that every reader understands (R-HTTP-16 to R-HTTP-21, R-AUTH-04).

    ``due_in_s`` are the seconds until the clock changes what is sent: no cache keeps it longer, fresh or
    stale, while the origin answers.
    """
    if private:
        fresh_s = min(max(max_age_s, 1), LONGEST_S if max_age_s < CLOSED_S else CLOSED_S)
        return f"private, max-age={fresh_s if due_in_s is None else max(1, min(fresh_s, due_in_s))}"
    if max_age_s >= CLOSED_S:
        return f"public, max-age={CLOSED_S}"
    fresh_s = min(max(max_age_s, 1), LONGEST_S)
    if due_in_s is not None and due_in_s < 2 * fresh_s:
        left_s = max(due_in_s, 1)
        stale_s = max(left_s - fresh_s, 0)
        within = f", stale-while-revalidate={stale_s}" if stale_s else ""
        return f"public, max-age={min(fresh_s, left_s)}{within}, stale-if-error={STALE_IF_ERROR_S}"
    return f"public, max-age={fresh_s}, stale-while-revalidate={fresh_s}, stale-if-error={STALE_IF_ERROR_S}"


def security(*, page: bool, private: bool = False) -> Fields:
    """What keeps a browser from running what it was sent (R-HTTP-64, R-HTTP-66).

    What is private is not for search engines, other sites or referrers either (R-AUTH-02, R-AUTH-04).
    """
    yield ("X-Content-Type-Options", "nosniff")
    yield ("Content-Security-Policy", _PAGE_POLICY if page else _FEED_POLICY)
    yield ("Cross-Origin-Resource-Policy", "same-origin" if private else "cross-origin")
    if page or private:
        yield ("Referrer-Policy", "no-referrer")
    if private:
        yield ("X-Robots-Tag", "noindex, nofollow")

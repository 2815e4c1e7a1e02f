"""Checks of the HTTP response that delivered a feed; no request is made."""

from dataclasses import dataclass

from feeds.model import DocumentKind, Finding
from feeds.validate.finding_collector import FindingCollector
from feeds.validate.rules import http as rules

COMPRESSED_FROM_BYTES = 10_000
_OK = 200

_TYPES = {
    "application/rss+xml": DocumentKind.RSS,
    "application/rdf+xml": DocumentKind.RSS,
    "application/atom+xml": DocumentKind.ATOM,
    "application/feed+json": DocumentKind.JSONFEED,
    "text/x-opml": DocumentKind.OPML,
    "text/x-opml+xml": DocumentKind.OPML,
}
_FIX = "send the type of the format, such as application/rss+xml"
_UNSPECIFIC = frozenset({"application/xml", "text/xml", "application/json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """The parts of an HTTP response that are checked; ``url`` is the address after redirects."""

    status: int
    requested_url: str
    url: str
    content_type: str = ""
    content_encoding: str = ""
    etag: str | None = None
    last_modified: str | None = None
    cache_control: str = ""
    expires: str | None = None
    size_bytes: int = 0


def check_response(response: HttpResponse, kind: DocumentKind) -> tuple[Finding, ...]:
    """Check the response for a document of a format."""
    findings = FindingCollector(b"")
    if response.status != _OK:
        findings.add(rules.STATUS, f"the status is {response.status}; serve the feed with 200", None, "")
    if response.url != response.requested_url:
        findings.add(
            rules.MOVED,
            f"{response.requested_url} redirects to {response.url}; publish that address",
            None,
            "",
        )
    _check_type(response, kind, findings)
    if not response.etag or not response.last_modified:
        missing = "ETag" if not response.etag else "Last-Modified"
        findings.add(
            rules.NO_VALIDATORS, f"the response has no {missing}; send ETag and Last-Modified", None, ""
        )
    if "no-store" in response.cache_control.lower() or response.expires == "0":
        findings.add(
            rules.NOT_STORED,
            "the response forbids caching; send Cache-Control: public, max-age=900",
            None,
            "",
        )
    if response.size_bytes > COMPRESSED_FROM_BYTES and not response.content_encoding:
        findings.add(
            rules.NOT_COMPRESSED,
            f"{response.size_bytes} bytes are sent uncompressed; send gzip or br",
            None,
            "",
        )
    return findings.collected()


def _check_type(response: HttpResponse, kind: DocumentKind, findings: FindingCollector) -> None:
    sent = response.content_type.partition(";")[0].strip().lower()
    if sent in _UNSPECIFIC:
        findings.add(rules.UNSPECIFIC, f"the media type is {sent}; {_FIX}", None, "")
    elif sent not in _TYPES:
        findings.add(rules.MEDIA_TYPE, f"the media type is {sent or 'missing'}; {_FIX}", None, "")
    elif kind not in {_TYPES[sent], DocumentKind.UNKNOWN}:
        findings.add(
            rules.OTHER_FORMAT, f"the format is {kind.value} but the media type is {sent}; {_FIX}", None, ""
        )

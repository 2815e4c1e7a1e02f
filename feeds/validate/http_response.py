"""How a feed was served: status, type, validators, caching, compression; judged without asking anybody."""

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
_UNSPECIFIC = frozenset({"application/xml", "text/xml", "application/json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """What matters of an HTTP answer; ``asked`` is the address asked, ``url`` where the answer came from."""

    status: int
    asked: str
    url: str
    content_type: str = ""
    content_encoding: str = ""
    etag: str | None = None
    last_modified: str | None = None
    cache_control: str = ""
    expires: str | None = None
    size_bytes: int = 0


def check_response(answer: HttpResponse, kind: DocumentKind) -> tuple[Finding, ...]:
    """Judge how a document of some kind was served."""
    notes = FindingCollector(b"")
    if answer.status != _OK:
        notes.add(rules.STATUS, f"the server answers {answer.status}", None, "")
    if answer.url != answer.asked:
        notes.add(rules.MOVED, f"{answer.asked} leads to {answer.url}", None, "")
    _judge_type(answer, kind, notes)
    if not answer.etag or not answer.last_modified:
        missing = "ETag" if not answer.etag else "Last-Modified"
        notes.add(rules.NO_VALIDATORS, f"the answer has no {missing}", None, "")
    if "no-store" in answer.cache_control.lower() or answer.expires == "0":
        notes.add(rules.NOT_STORED, "the answer forbids caches to keep it", None, "")
    if answer.size_bytes > COMPRESSED_FROM_BYTES and not answer.content_encoding:
        notes.add(rules.NOT_COMPRESSED, f"{answer.size_bytes} bytes are sent uncompressed", None, "")
    return notes.findings()


def _judge_type(answer: HttpResponse, kind: DocumentKind, notes: FindingCollector) -> None:
    sent = answer.content_type.partition(";")[0].strip().lower()
    if sent in _UNSPECIFIC:
        notes.add(rules.UNSPECIFIC, f"the feed is served as {sent}", None, "")
    elif sent not in _TYPES:
        notes.add(rules.MEDIA_TYPE, f"the feed is served as {sent or 'nothing'}", None, "")
    elif kind not in {_TYPES[sent], DocumentKind.UNKNOWN}:
        notes.add(rules.OTHER_FORMAT, f"{kind.value} is served as {sent}", None, "")

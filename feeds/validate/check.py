"""Validate one document: bytes in, report out; pure, synchronous and thread-safe.

A document of a megabyte takes some tens of milliseconds; callers on an event loop use a thread. The checks of
a format are imported with its first document: a command that publishes ordinary articles needs few of them.
"""

from datetime import datetime

from feeds.model import DocumentKind, Report
from feeds.validate.finding_collector import FindingCollector
from feeds.validate.rule import Rule
from feeds.validate.rules import core
from feeds.validate.rules import xml as rules

MAX_BYTES = 16 * 2**20


def check(
    data: bytes,
    *,
    kind: DocumentKind | None = None,
    url: str | None = None,
    content_type: str | None = None,
    now: datetime | None = None,
    structure_only: bool = False,
    emitted: bool = False,
) -> Report:
    """Validate one document; never raises for what it contains.

    ``kind`` is the expected format (detected by default); ``url`` is the address it was read from and enables
    the rules about links to itself; ``content_type`` is the header it came with; ``now`` (aware) enables the
    rules about dates in the future. ``structure_only`` checks well-formedness, the head and the rules
    across entries, for a document whose entries were checked one by one before. ``emitted`` adds the
    emission profile for documents of this service; see ``emission``.
    """
    if len(data) > MAX_BYTES:
        message = f"the document has {len(data)} bytes; the limit is {MAX_BYTES}, publish fewer entries"
        return _rejected(kind, rules.LIMIT_EXCEEDED, message)
    start = data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if kind is DocumentKind.JSONFEED or (kind is None and start[:1] in {b"{", b"["}):
        from feeds.validate.jsonfeed.check import check_json

        return check_json(data, url=url, now=now, structure_only=structure_only)
    if not start:
        return _rejected(kind, core.EMPTY, "the document is empty; publish at least the head of a feed")
    from feeds.validate.decode import decode
    from feeds.validate.xml_document import check_xml

    return check_xml(
        decode(data, content_type), url=url, now=now, structure_only=structure_only, emitted=emitted
    )


def _rejected(kind: DocumentKind | None, rule: Rule, message: str) -> Report:
    findings = FindingCollector(b"")
    findings.add(rule, message, None, "")
    return Report(kind=kind or DocumentKind.UNKNOWN, findings=findings.collected())

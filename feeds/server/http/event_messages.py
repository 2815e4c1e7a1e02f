"""Server-sent events: the messages of a stream, and what a client says about where it goes on. Pure.

An event id is the digest in the ETags of the JSON feed. Of several events that lead from one revision to
the next only the last has the new digest; the others have the old one and a number (``9f86d081884c+2``), so
that a client that was interrupted among them gets all of them again. Source: HTML Standard §9.2.
"""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote

from feeds.model import Publication
from feeds.publish import Changes, base_of
from feeds.server.http import response_headers
from feeds.server.http.headers import LAST_EVENT_ID, Headers
from feeds.server.http.raw_response import RawResponse, raw_response

HEARTBEAT = b":\n\n"
"""A comment: keeps proxies from closing a connection on which nothing happens."""

READY = "ready"
WITHDRAWN = "withdrawn"
RESET = "reset"

_LONGEST_ID = 64
_LONGEST_QUERY = 512
_ID = re.compile(r'(?:W/)?"?(?P<digest>[0-9a-f]{12})(?:\+\d{1,9}|-gz|-br)?"?', re.ASCII)
_PARAMETER = "lasteventid"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventBatch:
    """The events that lead from one revision to another, as bytes, and how many there are of each kind."""

    body: bytes
    items: int = 0
    withdrawn: int = 0
    resets: int = 0


def digest_shown(publication: Publication) -> str:
    """Return the digits of the digest that ETags and event ids show."""
    return base_of(publication.number, publication.digest).digest


def last_digest(headers: Headers, target: str) -> str | None:
    """Return the digest of the revision that a client has; empty for an id that no stream sent.

    ``Last-Event-ID`` precedes the parameter ``last-event-id`` of the query, for clients that cannot send
    the field when they first connect. An ETag of the JSON feed is an id too.
    """
    given = headers.get(LAST_EVENT_ID) or _parameter(target)
    if not given:
        return None
    found = _ID.fullmatch(given) if len(given) <= _LONGEST_ID else None
    return found["digest"] if found else ""


def _parameter(target: str) -> str | None:
    query = target.partition("?")[2]
    pairs = parse_qsl(query) if len(query) <= _LONGEST_QUERY else []
    return next((value for name, value in pairs if _plain(name) == _PARAMETER), None)


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def retry(wait_ms: int) -> bytes:
    """Say how long to wait before connecting again."""
    return f"retry: {wait_ms}\n\n".encode()


def ready(publication: Publication) -> EventBatch:
    """Give the id of a revision without any change of entries."""
    return EventBatch(body=_event(READY, digest_shown(publication), _feed_of(publication)))


def reset(publication: Publication) -> EventBatch:
    """Say that changes are missing, so that the client has to read the JSON feed again."""
    return EventBatch(body=_event(RESET, digest_shown(publication), _feed_of(publication)), resets=1)


def event_batch(publication: Publication, changes: Changes | None, digest: str) -> EventBatch:
    """Build the events after the revision that ``digest`` names; without ``changes`` a reset."""
    if changes is None:
        return reset(publication)
    pairs = [(WITHDRAWN, body) for body in changes.tombstones] + [("", body) for body in changes.entries]
    if not pairs:
        return ready(publication)
    ids = [f"{digest}+{number}" for number in range(1, len(pairs))] + [digest_shown(publication)]
    events = [_event(kind, id_, body) for id_, (kind, body) in zip(ids, pairs, strict=True)]
    return EventBatch(body=b"".join(events), items=len(changes.entries), withdrawn=len(changes.tombstones))


def _event(kind: str, id_: str, data: bytes) -> bytes:
    """Build one event; ``data`` is JSON in one line, without a kind it is a ``message``."""
    named = f"event: {kind}\n" if kind else ""
    return b"%sid: %s\ndata: %s\n\n" % (named.encode(), id_.encode(), data)


def _feed_of(publication: Publication) -> bytes:
    """Return where the feed is, relative to the stream: a token in its address stays there."""
    return json.dumps({"feed": quote(publication.name.rpartition("/")[2])}).encode()


def stream_head(publication: Publication) -> RawResponse:
    """Build the header lines of a stream. Its end is that of the connection."""
    return raw_response(200, response_headers.stream(private=publication.private))

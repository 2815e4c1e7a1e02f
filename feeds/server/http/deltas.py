"""Deltas (RFC 3229 ``feed``): a client that names the revision it has gets the entries changed since."""

from collections import OrderedDict

from feeds.model import Coding, Publication, Representation
from feeds.publish import DeltaBase, delta, read_etag, unpack
from feeds.publish.codings import ENCODERS
from feeds.server.http import response_headers
from feeds.server.http.conditions import named_tags
from feeds.server.http.forwarded import is_of_cache
from feeds.server.http.headers import A_IM, ACCEPT, USER_AGENT, Headers, joined
from feeds.server.http.negotiation import weights
from feeds.server.http.raw_response import RawResponse, raw_response

LARGEST_SHARE = 0.5
"""A delta larger than this part of the whole is not sent (R-HTTP-60)."""

KEPT_BYTES = 16 * 1024 * 1024
OVERHEAD_BYTES = 1_000

_Key = tuple[str, str, str, bool]


_LIBRARY_ACCEPT = "application/x-netcdf"
"""feedparser sends ``A-IM: feed`` with this ``Accept`` on its own, for programs that may not know 226."""

_KNOWS_DELTAS = ("python-reader",)
"""User agents that send feedparser's ``Accept`` and process a 226."""


def accepts_delta(headers: Headers) -> bool:
    """Whether ``A-IM`` lists ``feed`` (R-HTTP-54, R-HTTP-57), and the client is known to process a 226."""
    a_im = joined(headers, A_IM)
    if a_im is None or weights(a_im).get("feed", 0.0) <= 0:
        return False
    if is_of_cache(headers):
        return False
    user_agent = (headers.get(USER_AGENT) or "").lower()
    if user_agent.startswith(_KNOWS_DELTAS):
        return True
    return _LIBRARY_ACCEPT not in (headers.get(ACCEPT) or "") and not user_agent.startswith("rss2email")


class Deltas:
    """Builds deltas and caches the latest of them: many clients have the same base."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        """Begin empty."""
        self._left_bytes = kept_bytes
        self._made: OrderedDict[_Key, RawResponse | None] = OrderedDict()

    def respond(
        self, publication: Publication, chosen: Representation, if_none_match: str
    ) -> RawResponse | None:
        """The 226 in place of a 200 with ``chosen``; ``None`` if the client needs the whole feed."""
        held = _newest_held(publication, if_none_match)
        if held is None:
            return None
        key = (publication.name, chosen.etag, held[0], publication.private)
        if key not in self._made:
            self._keep(key, _delta(publication, chosen, *held))
        self._made.move_to_end(key)
        return self._made[key]

    def _keep(self, key: _Key, made: RawResponse | None) -> None:
        self._made[key] = made
        self._left_bytes -= _weight_bytes(made)
        while self._left_bytes < 0 and len(self._made) > 1:
            self._left_bytes += _weight_bytes(self._made.popitem(last=False)[1])


def _weight_bytes(made: RawResponse | None) -> int:
    return OVERHEAD_BYTES + (len(made.body) if made else 0)


def _newest_held(publication: Publication, if_none_match: str) -> tuple[str, DeltaBase] | None:
    """The tag of the newest publication that client and server both know, and what it names."""
    if not publication.delta_index:
        return None
    index = unpack(publication.delta_index)
    bases = {base.digest: base for base in (index.bases if index else ())}
    tags = (tag for spelling in named_tags(if_none_match) for tag in sorted(spelling))
    known = [(tag, bases[digest]) for tag in tags if (digest := read_etag(tag)) in bases and digest]
    return max(known, key=lambda pair: pair[1].number, default=None)


def _delta(publication: Publication, chosen: Representation, tag: str, base: DeltaBase) -> RawResponse | None:
    slices = unpack(publication.delta_index)
    body = delta(publication.body, slices, base) if slices else None
    if body is None or len(body) > LARGEST_SHARE * len(publication.body):
        return None
    coded = body if chosen.coding is Coding.IDENTITY else ENCODERS[chosen.coding](body)
    if len(coded) > LARGEST_SHARE * len(chosen.body):
        return None
    return raw_response(226, response_headers.delta(publication, chosen, tag, len(coded)), coded)

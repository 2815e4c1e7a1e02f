"""Whether a client came by https, as a proxy of ours tells; TLS ends there, not here (R-HTTP-45)."""

from multidict import istr

from feeds.server.http.clients import Clients
from feeds.server.http.headers import Headers, joined

FORWARDED_PROTO = istr("X-Forwarded-Proto")
HSTS = ("Strict-Transport-Security", "max-age=31536000")
"""For this host alone: what other hosts of the domain can do is not known here (RFC 6797 §7.2)."""

HSTS_LINE = f"{HSTS[0]}: {HSTS[1]}\r\n".encode("ascii")


class ForwardedProto:
    """For a site whose public address is https; any other is left as it is."""

    __slots__ = ("_clients", "_secure")

    def __init__(self, site_url: str, clients: Clients) -> None:
        """``site_url`` is the public base."""
        self.reconfigure(site_url, clients)

    def reconfigure(self, site_url: str, clients: Clients) -> None:
        """Go on by other settings."""
        self._secure = site_url.startswith("https://")
        self._clients = clients

    def is_told_by(self, peer: str) -> bool:
        """Whether it matters here what a peer says."""
        return self._secure and self._clients.trusts(peer)

    def told(self, peer: str, headers: Headers) -> str | None:
        """``http`` or ``https``; ``None`` where it does not matter or nobody whom we trust tells."""
        return forwarded_proto(headers) if self.is_told_by(peer) else None


def forwarded_proto(headers: Headers) -> str | None:
    """What the nearest proxy says."""
    told = joined(headers, FORWARDED_PROTO)
    return None if told is None else told.rpartition(",")[2].strip().lower()

"""Whether a client came by https, as a trusted proxy reports; TLS ends at the proxy (R-HTTP-45)."""

from feeds.server.http.headers import FORWARDED_PROTO, Headers, joined_short

HSTS_LINE = b"Strict-Transport-Security: max-age=31536000\r\n"
"""For this host alone: other hosts of the domain may not have https (RFC 6797 §7.2)."""


def forwarded_proto(headers: Headers) -> str | None:
    """The scheme that the nearest proxy reports: ``http``, ``https``, or ``None`` if it reports none."""
    reported = joined_short(headers, FORWARDED_PROTO)
    return None if reported is None else reported.rpartition(",")[2].strip().lower()

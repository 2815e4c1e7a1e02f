"""What proxies and caches in front add to a request."""

from feeds.server.http.headers import FORWARDED_FOR, FORWARDED_PROTO, Headers, joined_short

HSTS_LINE = b"Strict-Transport-Security: max-age=31536000\r\n"
"""For this host alone: other hosts of the domain may not have https (RFC 6797 §7.2)."""

_CACHE_SIGNS = ("Via", "X-Varnish")
_PROXY_SIGNS = (*_CACHE_SIGNS, FORWARDED_FOR, FORWARDED_PROTO)


def is_of_cache(headers: Headers) -> bool:
    """Whether a shared cache sent a request, which may be a revalidation of its copy.

    Such a request must not be answered by a delta: it would be sent to clients that do not have its base
    (R-HTTP-56).
    """
    return any(headers.get(name) is not None for name in _CACHE_SIGNS)


def may_be_of_cache(headers: Headers) -> bool:
    """Whether a request came through a proxy, which may be a cache that does not say so, as nginx."""
    return any(headers.get(name) is not None for name in _PROXY_SIGNS)


def forwarded_proto(headers: Headers) -> str | None:
    """The scheme that the nearest proxy reports: ``http``, ``https``, or ``None`` if it reports none.

    TLS ends at the proxy (R-HTTP-45).
    """
    reported = joined_short(headers, FORWARDED_PROTO)
    return None if reported is None else reported.rpartition(",")[2].strip().lower()

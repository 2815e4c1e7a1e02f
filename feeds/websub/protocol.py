"""Parse requests to the hub, and build the requests that it makes. Pure. Source: W3C WebSub §5."""

import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from feeds.errors import FeedsError
from feeds.model import HubMode, HubRequest

MAX_BODY_BYTES = 8_192
MAX_PARAMETERS = 50
MAX_SECRET_BYTES = 199
MAX_ADDRESS_CHARS = 2_048
CHALLENGE_BYTES = 32
_SAFE = "!$&'()*+,-./:;=?@_~%"
_CONTROLS = frozenset("\r\n\0")
_REQUIRED = ("hub.mode", "hub.topic", "hub.callback")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""The last part of a host that is an IPv4 address, also in forms that only some resolvers accept."""

_WEB_PORTS = (80, 443)
_FIRST_USER_PORT = 1024


class HubRequestError(FeedsError):
    """A request that the hub does not accept; the message is sent to the client as plain text (R-HUB-02)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseBounds:
    """How long subscriptions last, in seconds (R-HUB-12)."""

    default_s: int = 864_000
    least_s: int = 86_400
    most_s: int = 2_592_000

    def lease_s(self, requested: str | None) -> int:
        """Return the lease for a requested one. Raises ``HubRequestError`` if it is not a number."""
        if requested is None or not requested.strip():
            return self.default_s
        if not requested.strip().isdecimal():
            raise HubRequestError("hub.lease_seconds is not a number of seconds")
        return max(self.least_s, min(int(requested.strip()[:12]), self.most_s))


PUBLISH = "publish"
_TOPICS = frozenset({"hub.url", "hub.url[]", "hub.topic", "hub.topic[]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRequest:
    """A well-formed request; ``topic`` is the address as it was sent, ``secret`` is not encrypted."""

    mode: HubMode
    topic: str
    callback: str
    host: str
    secret: str | None
    lease_s: int


def parse_form(body: bytes) -> tuple[tuple[str, str], ...]:
    """Read a form (R-HUB-01, R-HUB-29). Raises ``HubRequestError``."""
    if len(body) > MAX_BODY_BYTES:
        raise HubRequestError(f"the request is larger than {MAX_BODY_BYTES} bytes")
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_PARAMETERS, errors="strict"
        )
    except ValueError as error:
        raise HubRequestError("the request is not a form in UTF-8 of at most 50 parameters") from error
    if any(not _CONTROLS.isdisjoint(name + value) for name, value in pairs):
        raise HubRequestError("a parameter has a line break or a null character")
    return tuple(pairs)


def parse_publication(pairs: Sequence[tuple[str, str]]) -> tuple[str, ...] | None:
    """Return the topics that a publisher says have changed; ``None`` for another request (R-HUB-23).

    Raises ``HubRequestError`` if it names no topic.
    """
    if [value for name, value in pairs if name == "hub.mode"] != [PUBLISH]:
        return None
    topics = tuple(dict.fromkeys(value for name, value in pairs if name in _TOPICS and value))
    if not topics:
        raise HubRequestError("hub.url is missing")
    return topics


def parse_subscription(pairs: Sequence[tuple[str, str]], bounds: LeaseBounds) -> ParsedRequest:
    """Read a request to subscribe or unsubscribe; unknown parameters are ignored (R-HUB-01).

    Raises ``HubRequestError``.
    """
    named = _single(pairs)
    mode = named["hub.mode"]
    if mode not in (HubMode.SUBSCRIBE, HubMode.UNSUBSCRIBE):
        raise HubRequestError("hub.mode is not subscribe, unsubscribe or publish")
    secret = named.get("hub.secret") or None
    if secret is not None and len(secret.encode()) > MAX_SECRET_BYTES:
        raise HubRequestError(f"hub.secret is longer than {MAX_SECRET_BYTES} bytes")
    if len(named["hub.topic"]) > MAX_ADDRESS_CHARS:
        raise HubRequestError("hub.topic is too long")
    callback = checked_callback(named["hub.callback"])
    return ParsedRequest(
        mode=HubMode(mode),
        topic=named["hub.topic"],
        callback=callback,
        host=host_with_port(callback),
        secret=secret,
        lease_s=bounds.lease_s(named.get("hub.lease_seconds")),
    )


def _single(pairs: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """Return the parameters by name. Raises ``HubRequestError`` if one is missing or given twice."""
    named: dict[str, str] = {}
    for name, value in pairs:
        if name.startswith("hub.") and name in named:
            raise HubRequestError(f"{name} is given more than once")
        named[name] = value
    for name in _REQUIRED:
        if not named.get(name):
            raise HubRequestError(f"{name} is missing")
    return named


def checked_callback(callback: str) -> str:
    """Return a callback without its fragment (R-HUB-10, R-HUB-25). Raises ``HubRequestError``."""
    if len(callback) > MAX_ADDRESS_CHARS:
        raise HubRequestError("hub.callback is too long")
    if any(char.isspace() or not char.isprintable() for char in callback):
        raise HubRequestError("hub.callback is not an address")
    try:
        parts = urlsplit(callback)
        port, host = parts.port, _ascii_host(parts.hostname or "")
    except ValueError as error:
        raise HubRequestError("hub.callback is not an address") from error
    if parts.scheme not in ("http", "https") or not host:
        raise HubRequestError("hub.callback is not an http or https address")
    if parts.username is not None or parts.password is not None:
        raise HubRequestError("hub.callback has a user name")
    if port is not None and port not in _WEB_PORTS and port < _FIRST_USER_PORT:
        raise HubRequestError("hub.callback has a port that is not for web servers")
    network = host if port is None else f"{host}:{port}"
    clean = parts._replace(
        netloc=network, path=quote(parts.path, safe=_SAFE), query=quote(parts.query, safe=_SAFE), fragment=""
    ).geturl()
    return f"{clean}?" if callback.partition("#")[0].endswith("?") else clean


def _ascii_host(host: str) -> str:
    """Return a host name in ASCII and lower case. Raises ``ValueError``."""
    if ":" in host:
        return f"[{IPv6Address(host.partition('%')[0])}]"
    name = host.encode("idna").decode("ascii").lower().rstrip(".")
    return str(IPv4Address(name)) if _NUMBER.fullmatch(name.rpartition(".")[2]) else name


def host_with_port(url: str) -> str:
    """Return the host of an address with its port, which is left out where it is the scheme's own."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower()
    return host.removesuffix(":443" if parts.scheme == "https" else ":80")


def new_challenge() -> str:
    """Return a random challenge, for one verification (R-HUB-09)."""
    return secrets.token_urlsafe(CHALLENGE_BYTES)


def is_answered(challenge: str, body: bytes) -> bool:
    """Whether a callback echoed the challenge exactly, compared in constant time (R-HUB-11, R-HUB-32)."""
    return hmac.compare_digest(challenge.encode(), body)


def verification_url(request: HubRequest, topic_url: str, challenge: str) -> str:
    """Return the address that verifies a request (R-HUB-09)."""
    parameters = {"hub.mode": request.mode.value, "hub.topic": topic_url, "hub.challenge": challenge}
    if request.mode is HubMode.SUBSCRIBE:
        parameters["hub.lease_seconds"] = str(request.lease_s)
    return with_parameters(request.callback, parameters)


def denial_url(callback: str, topic_url: str, reason: str) -> str:
    """Return the address that denies a request (R-HUB-08)."""
    parameters = {"hub.mode": HubMode.DENIED.value, "hub.topic": topic_url, "hub.reason": reason}
    return with_parameters(callback, parameters)


def with_parameters(callback: str, parameters: Mapping[str, str]) -> str:
    """Append parameters to the query of a callback, which stays as it is (R-HUB-10)."""
    separator = "&" if "?" in callback else "?"
    if callback.endswith(("?", "&")):
        separator = ""
    return f"{callback}{separator}{urlencode(parameters)}"

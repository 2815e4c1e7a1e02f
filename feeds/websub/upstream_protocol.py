"""What a subscriber sends to a hub and takes from it. Pure. Source: W3C WebSub §5, §7."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from feeds.model import HubMode

LEASE_S = 864_000
"""The lease that is requested, and taken for granted where a hub names none."""

LEAST_LEASE_S, MOST_LEASE_S = 60, 2_592_000
RENEW_SHARE = 0.8
"""The share of a lease after which it is renewed."""

MAX_CHALLENGE_CHARS = 1_024
MAX_REASON_CHARS = 200
_ID_BYTES = 32
_ALGORITHMS = frozenset({"sha1", "sha256", "sha384", "sha512"})


def new_callback_id() -> str:
    """Return the unguessable part of a callback."""
    return secrets.token_urlsafe(_ID_BYTES)


def new_secret() -> str:
    """Return a secret for one subscription, below the 200 bytes of WebSub §5.1."""
    return secrets.token_hex(_ID_BYTES)


def subscription_form(mode: HubMode, topic: str, callback: str, secret: str) -> bytes:
    """Return the body of a request to a hub. Source: WebSub §5.1."""
    form = {"hub.mode": mode.value, "hub.topic": topic, "hub.callback": callback}
    if mode is HubMode.SUBSCRIBE:
        form |= {"hub.secret": secret, "hub.lease_seconds": str(LEASE_S)}
    return urlencode(form).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationRequest:
    """What a hub asks a callback; ``lease_s`` is within our bounds."""

    mode: str
    topic: str
    challenge: str
    lease_s: int
    reason: str


def parse_verification(query: Mapping[str, str]) -> VerificationRequest:
    """Read the query of a verification or a denial; what is missing is empty. Source: WebSub §5.2, §5.3."""
    lease = query.get("hub.lease_seconds", "").strip()[:12]
    lease_s = int(lease) if lease.isascii() and lease.isdecimal() else 0
    reason = "".join(char for char in query.get("hub.reason", "") if char.isprintable())
    return VerificationRequest(
        mode=query.get("hub.mode", ""),
        topic=query.get("hub.topic", ""),
        challenge=query.get("hub.challenge", ""),
        lease_s=max(LEAST_LEASE_S, min(lease_s, MOST_LEASE_S)) if lease_s else LEASE_S,
        reason=reason[:MAX_REASON_CHARS],
    )


def is_signed(secret: bytes, body: bytes, header: str) -> bool:
    """Whether ``X-Hub-Signature`` is right for the exact bytes, compared in constant time (WebSub §7.1.1)."""
    algorithm, _, digest = header.strip().partition("=")
    algorithm = algorithm.strip().lower()
    if algorithm not in _ALGORITHMS:
        return False
    expected = hmac.digest(secret, body, algorithm).hex()
    return hmac.compare_digest(expected.encode(), digest.strip().lower().encode())


def same_text(one: str, other: str) -> bool:
    """Whether two texts are equal, compared in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))

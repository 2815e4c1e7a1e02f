"""What a subscriber sends to a hub, and what it believes of what arrives."""

import hashlib
import hmac
from urllib.parse import parse_qs

import pytest

from feeds.model import HubMode
from feeds.websub.upstream_protocol import (
    LEASE_S,
    MOST_LEASE_S,
    is_signed,
    new_callback_id,
    new_secret,
    parse_verification,
    subscription_form,
)

BODY, SECRET = b"<feed/>", b"s3cret"


def test_a_request_has_what_the_specification_asks_for() -> None:
    """R-HUB-01, R-HUB-03, R-HUB-06: an unsubscription needs no secret and no lease."""
    topic, callback = "https://post.example/a?b=1&c=2", "https://planet.example/hub/callback/x"
    form = parse_qs(subscription_form(HubMode.SUBSCRIBE, topic, callback, "s").decode())
    assert form == {
        "hub.mode": ["subscribe"],
        "hub.topic": [topic],
        "hub.callback": [callback],
        "hub.secret": ["s"],
        "hub.lease_seconds": [str(LEASE_S)],
    }
    leaving = parse_qs(subscription_form(HubMode.UNSUBSCRIBE, topic, callback, "s").decode())
    assert set(leaving) == {"hub.mode", "hub.topic", "hub.callback"}


def test_secrets_and_callbacks_cannot_be_guessed() -> None:
    """R-HUB-03: below 200 bytes."""
    assert len({new_callback_id() for _ in range(100)} | {new_secret() for _ in range(100)}) == 200
    assert len(new_callback_id()) == 43
    assert 64 <= len(new_secret().encode()) < 200


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_every_algorithm_of_the_specification_is_verified(algorithm: str) -> None:
    """R-HUB-15."""
    digest = hmac.new(SECRET, BODY, getattr(hashlib, algorithm)).hexdigest()
    assert is_signed(SECRET, BODY, f"{algorithm}={digest}")
    assert is_signed(SECRET, BODY, f" {algorithm.upper()} = {digest.upper()} ")
    assert not is_signed(SECRET, BODY + b" ", f"{algorithm}={digest}")
    assert not is_signed(b"other", BODY, f"{algorithm}={digest}")
    assert not is_signed(SECRET, BODY, f"{algorithm}={digest[:-2]}")


@pytest.mark.parametrize("header", ["", "=", "sha256", "sha256=", "md5=x", "sha256=é", "none=", "=" * 5000])
def test_anything_else_is_no_signature(header: str) -> None:
    assert not is_signed(SECRET, BODY, header)
    md5 = hmac.new(SECRET, BODY, hashlib.md5).hexdigest()
    assert not is_signed(SECRET, BODY, f"md5={md5}")


@pytest.mark.parametrize(
    ("lease", "expected"),
    [
        ("86400", 86_400),
        ("", LEASE_S),
        ("0", LEASE_S),
        ("-1", LEASE_S),
        ("x", LEASE_S),
        ("٣", LEASE_S),
        ("1", 60),
        ("9" * 400, MOST_LEASE_S),
    ],
)
def test_a_lease_is_within_bounds(lease: str, expected: int) -> None:
    """R-HUB-12."""
    assert parse_verification({"hub.lease_seconds": lease}).lease_s == expected


def test_a_reason_is_one_short_line() -> None:
    found = parse_verification({"hub.reason": "no\r\nmore\x1b[31m" + "x" * 500})
    assert found.reason.startswith("nomore[31mx")
    assert len(found.reason) == 200

"""Tokens: where they are read, and that no log shows them (R-AUTH-02, R-PRIV-06)."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.server.auth.subscriber_tokens import SECRET_BYTES, password, read_token, without_token, write_token

TOKEN = write_token("0123456789ab", "cd" * SECRET_BYTES)


def test_a_token_has_more_than_128_random_bits_and_no_sign_that_an_address_escapes() -> None:
    """R-AUTH-01."""
    assert SECRET_BYTES * 8 >= 128
    assert TOKEN.isalnum()
    assert read_token(TOKEN) == ("0123456789ab", "cd" * SECRET_BYTES)


@given(st.text())
def test_nothing_else_is_a_token(text: str) -> None:
    assert read_token(text) is None


@pytest.mark.parametrize("name", ["", "anna", "n:a"])
def test_the_password_is_what_follows_the_first_colon(name: str) -> None:
    """RFC 7617 §2: a name has no colon."""
    pair = base64.b64encode(f"{name}:{TOKEN}".encode()).decode()
    assert password(f"Basic {pair}").endswith(TOKEN)
    assert password(f"bASIC  {pair} ").endswith(TOKEN)


@given(st.text())
def test_whatever_an_authorization_says_it_is_read_without_a_fault(text: str) -> None:
    assert isinstance(password(text), str)
    assert isinstance(password(f"Basic {text}"), str)


@pytest.mark.parametrize(
    "path",
    [
        f"/~{TOKEN}/club.atom",
        f"/%7E{TOKEN}/club.atom",
        f"https://post.example/~{TOKEN}",
        f"/feeds/~{TOKEN}?x",
        f"b'GET /~{TOKEN} HTTP/1.1'",
    ],
)
def test_a_log_never_shows_a_token(path: str) -> None:
    assert TOKEN not in without_token(path)
    assert "/~…" in without_token(path)

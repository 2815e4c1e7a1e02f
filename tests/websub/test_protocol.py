"""Requests to the hub, parsed without a server."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.websub.protocol import (
    HubRequestError,
    LeaseBounds,
    checked_callback,
    host_with_port,
    parse_form,
    parse_publication,
    parse_subscription,
)


@pytest.mark.parametrize(
    ("callback", "stored"),
    [
        ("https://A.Example/Path?q=%2F", "https://a.example/Path?q=%2F"),
        ("https://a.example/x#fragment", "https://a.example/x"),
        ("https://a.example", "https://a.example"),
        ("https://a.example/?", "https://a.example/?"),
        ("https://a.example./x", "https://a.example/x"),
        ("https://münchen.example/ü?ä=1", "https://xn--mnchen-3ya.example/%C3%BC?%C3%A4=1"),
        ("http://[2A00:1450::1]:8080/x", "http://[2a00:1450::1]:8080/x"),
        ("https://a.example/a b?c", None),
        ("https:///x", None),
        ("https://a..example/", None),
        ("https://a.example:99999/", None),
        ("https://a.example:22/", None),
        ("javascript:alert(1)", None),
        ("https://user@a.example/", None),
        ("https://a.example/" + "x" * 2048, None),
    ],
)
def test_a_callback_is_kept_in_a_form_that_can_be_requested(callback: str, stored: str | None) -> None:
    """R-HUB-10, R-HUB-25."""
    if stored is None:
        with pytest.raises(HubRequestError):
            checked_callback(callback)
    else:
        assert checked_callback(callback) == stored


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.example/x", "a.example"),
        ("https://a.example:443?x", "a.example"),
        ("http://a.example:80", "a.example"),
        ("http://a.example:443/", "a.example:443"),
        ("http://[2a00::1]:8080/", "[2a00::1]:8080"),
    ],
)
def test_limits_count_by_host_and_port(url: str, host: str) -> None:
    """R-HUB-28."""
    assert host_with_port(url) == host


@pytest.mark.parametrize(
    ("form", "topics"),
    [
        ("hub.mode=publish&hub.url=https://a.example/1&hub.url=https://a.example/2", ("1", "2")),
        ("hub.mode=publish&hub.url[]=https://a.example/1&hub.topic=https://a.example/2", ("1", "2")),
        ("hub.mode=publish&hub.url=https://a.example/1&hub.topic=https://a.example/1", ("1",)),
    ],
)
def test_a_publisher_names_topics_in_several_ways(form: str, topics: tuple[str, ...]) -> None:
    """R-HUB-23."""
    found = parse_publication(parse_form(form.encode()))
    assert found == tuple(f"https://a.example/{topic}" for topic in topics)


def test_a_publisher_who_names_no_topic_is_told() -> None:
    """R-HUB-23."""
    with pytest.raises(HubRequestError, match=r"hub\.url is missing"):
        parse_publication(parse_form(b"hub.mode=publish"))
    assert parse_publication(parse_form(b"hub.mode=subscribe")) is None


@given(st.binary(max_size=400))
def test_any_body_is_a_request_or_refused(body: bytes) -> None:
    """R-HUB-29."""
    with contextlib.suppress(HubRequestError):
        pairs = parse_form(body)
        parse_publication(pairs)
        parse_subscription(pairs, LeaseBounds())

"""Addresses with a signature or a token are recognised (R-MEDIA-12, R-PRIV-08)."""

import pytest

from feeds.text.signed_urls import signing_parameter, signing_parameter_in_html

SIGNED = [
    ("https://b.s3.example/a.mp3?X-Amz-Date=1&X-Amz-Signature=ab", "X-Amz-Signature"),
    ("https://s.example/a.mp3?GoogleAccessId=x&Expires=17&Signature=ab", "Expires"),
    ("https://b.blob.example/a.mp3?sv=1&sig=ab%3D", "sig"),
    ("https://c.example/a.jpg?token=ab", "token"),
    ("https://c.example/a.jpg?a=1;access_token=ab", "access_token"),
]
PLAIN = [
    "https://c.example/a.jpg",
    "https://c.example/a.jpg?w=1200&h=600",
    "https://c.example/token=1/a.jpg",
    "https://c.example/a.jpg?design=2&tokens=3",
]


@pytest.mark.parametrize(("url", "name"), SIGNED)
def test_a_signature_or_token_is_named(url: str, name: str) -> None:
    assert signing_parameter(url) == name
    escaped = url.replace("&", "&amp;")
    assert signing_parameter_in_html(f'<p>x? <img alt="a" src="{escaped}"></p>') == name


@pytest.mark.parametrize("url", PLAIN)
def test_other_parameters_are_not_meant(url: str) -> None:
    assert signing_parameter(url) is None
    assert (
        signing_parameter_in_html(f'<p>x? <a href="https://c.example/?token=1">y</a><img src="{url}">')
        is None
    )

"""The ``Link`` header field, as servers write it."""

import pytest

from feeds.text.link_header import MAX_CHARS, parse_link_header, with_relation

HUB, SELF = "https://hub.example/", "https://post.example/news.atom"


@pytest.mark.parametrize(
    "header",
    [
        f'<{HUB}>; rel="hub", <{SELF}>; rel="self"',
        f"<{HUB}>;rel=hub,<{SELF}>;rel=self",
        f'<{HUB}> ; REL = "Hub" , <{SELF}> ; rel=\'x\'; rel=hub, <{SELF}>; x="a,b;c"; rel="x self"',
        f'<{HUB}>; title="a \\"quoted\\", text"; rel="hub" , , <{SELF}>; rel="self"; hreflang',
        f'<{HUB}>; rel="hub",<https://else.example/>; rel="self"; anchor="/else", <{SELF}>; rel=self;',
    ],
)
def test_relations_are_found_however_they_are_written(header: str) -> None:
    """R-WSP-01."""
    links = parse_link_header(header)
    assert with_relation(links, "hub") == (HUB,)
    assert with_relation(links, "self") == (SELF,)


def test_a_link_may_have_several_relations_and_a_comma_in_its_target() -> None:
    links = parse_link_header('<https://a.example/?x=1,2>; rel="hub self"')
    assert with_relation(links, "hub") == with_relation(links, "self") == ("https://a.example/?x=1,2",)


@pytest.mark.parametrize("header", ["", "x", "<", '<a>; rel="hub', "<a; rel=hub", ";", "<a> rel=hub"])
def test_what_cannot_be_read_has_no_relation(header: str) -> None:
    assert with_relation(parse_link_header(header), "hub") == ()


def test_a_long_header_is_read_in_linear_time() -> None:
    header = '<a>; rel="' + '\\"' * MAX_CHARS
    assert with_relation(parse_link_header(header * 2), "hub") == ()
    assert len(parse_link_header("<a>; rel=hub," * MAX_CHARS)) <= MAX_CHARS

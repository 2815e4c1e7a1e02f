"""The addresses of links in a page."""

from urllib.parse import urljoin

import pytest

from feeds.readers.page.link_addresses import absolute

BASES = (
    *("https://quay.example/a/1.html", "http://QUAY.example:80/x/y?z#q", "https://u:p@quay.example/a;b/c"),
    *("//quay.example/x", "x", "https:///a", "ftp://quay.example/x", "https://quay.example"),
)
REFERENCES = (
    *(
        "/a",
        "/a/b.html",
        "/a/b/",
        "/a//b",
        "/.a",
        "/a/..",
        "/a/../b",
        "/a.b./c",
        "/",
        "//x.example/y",
        "/a;b",
    ),
    *("/a?b=1", "/a#b", "/%41", " /a ", "/a b", "/ä", "b.html", "https://other.example/x"),
)


@pytest.mark.parametrize("base", BASES)
def test_links_are_joined_as_the_standard_library_does(base: str) -> None:
    assert [absolute(one, base) for one in REFERENCES] == [urljoin(base, one.strip()) for one in REFERENCES]

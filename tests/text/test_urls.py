import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.text.urls import (
    LINKS,
    AddressResolver,
    absolute_url,
    canonical_url,
    host_of,
    is_absolute_iri,
    permalink,
    without_tracking,
)

BASE = "https://n.example/y/a.html?page=1"


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("b.jpg", "https://n.example/y/b.jpg"),
        ("/b.jpg", "https://n.example/b.jpg"),
        ("../b.jpg", "https://n.example/b.jpg"),
        ("//cdn.example.org/b.jpg", "https://cdn.example.org/b.jpg"),
        ("?page=2", "https://n.example/y/a.html?page=2"),
        ("#fn1", "https://n.example/y/a.html?page=1#fn1"),
        (" /a b\n.jpg ", "https://n.example/a%20b.jpg"),
        ("HTTPS://Example.ORG/A", "https://example.org/A"),
        ("https:\\\\h.example\\p?a=\\", "https://h.example/p?a=%5C"),
        (
            "https://例子.测试/路径?查=询#片",
            "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84?%E6%9F%A5=%E8%AF%A2#%E7%89%87",
        ),
        ("https://h.example/%E4%b8?a=100%", "https://h.example/%E4%b8?a=100%25"),
        ("https://h.example/a%25E4", "https://h.example/a%25E4"),
        ("https://user:pw@h.example/", "https://h.example/"),
        ("http://h.example:80/", "http://h.example/"),
        ("http://h.example:8080/", "http://h.example:8080/"),
        ("https://h.example/?a=1&amp;b=2", "https://h.example/?a=1&b=2"),
        ('https://h.example/"<>|', "https://h.example/%22%3C%3E%7C"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
    ],
)
def test_references_become_absolute_uris(reference: str, url: str) -> None:
    """R-URL-01, R-URL-04, R-URL-05, R-URL-06, R-URL-08, R-URL-10; R-AUTH-08: no passwords."""
    assert absolute_url(reference, BASE) == url
    assert absolute_url(url, BASE) == url


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "javascript:alert(1)",
        " JAVA\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "blob:x",
        "ftp://h/x",
        "http://",
        "http:///x",
        "http://ex ample.org/",
        "http://h:99999/",
        "http://[bad/",
        "mailto:a@b.example",
        "http://.../",
    ],
)
def test_what_may_not_be_fetched_is_no_address(reference: str) -> None:
    assert absolute_url(reference, BASE) is None


def test_links_of_html_may_write_and_call() -> None:
    assert absolute_url("mailto:a@b.example?subject=x y", schemes=LINKS) == "mailto:a@b.example?subject=x%20y"
    assert absolute_url("tel:+4912", schemes=LINKS) == "tel:+4912"


def test_without_a_base_only_absolute_references_count() -> None:
    assert absolute_url("/a") is None
    assert absolute_url("//h.example/a") == "https://h.example/a"


def test_joining_simply_is_joining_by_the_standard() -> None:
    from urllib.parse import urljoin

    bases = (
        "https://h.example",
        "https://h.example/",
        "https://h.example/a/b.html?x=/1/#k",
        "https://h.example/a/../b",
        "https://h.example?x=/a/b",
    )
    for base in bases:
        for reference in ("/x", "x", "x/y?z=1", "/x:y", "/a/../b", "a/.b", "a#b", "x/"):
            assert absolute_url(reference, base) == urljoin(base, reference), (base, reference)


@given(st.text(max_size=30), st.sampled_from([None, BASE, "https://h.example"]))
def test_every_address_is_stable_and_ascii(text: str, base: str | None) -> None:
    for reference in (text, f"https://h.example/{text}", f"https://{text}/"):
        url = absolute_url(reference, base)
        if url is not None:
            assert url.isascii()
            assert url.startswith(("http://", "https://"))
            assert not set(url) & set(' "<>\\^`{|}\x00\n')
            assert absolute_url(url) == url


@pytest.mark.parametrize("host", ["２．", "b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.example。"])
def test_an_international_host_loses_the_dot_at_its_end_too(host: str) -> None:
    url = absolute_url(f"https://{host}/")
    assert url is not None
    assert not url.endswith("./")
    assert absolute_url(url) == url


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://h.example/a?utm_source=x&id=3", "https://h.example/a?id=3"),
        ("https://h.example/a?utm_source=x&utm_medium=y#top", "https://h.example/a#top"),
        ("https://h.example/a?id=3&fbclid=z#utm_campaign=q", "https://h.example/a?id=3"),
        ("https://h.example/a;jsessionid=0A1B?id=3", "https://h.example/a?id=3"),
        ("https://h.example/a?q=utm_source", "https://h.example/a?q=utm_source"),
        ("https://h.example/?spm=1.2&PHPSESSID=x", "https://h.example/"),
    ],
)
def test_tracking_goes_and_nothing_else(url: str, plain: str) -> None:
    """R-URL-09."""
    assert without_tracking(url) == plain
    assert without_tracking(plain) == plain


def test_a_permalink_is_absolute_and_plain() -> None:
    assert permalink("/a?utm_source=x", BASE) == "https://n.example/a"
    assert permalink("javascript:x", BASE) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://h.example/b%e4?x=%7E",
        "https://h.example:443/a/../b%E4?x=~",
        "https://H.example./b%E4?x=~&utm_source=q#frag",
    ],
)
def test_one_article_has_one_canonical_address(url: str) -> None:
    """R-ID-06."""
    assert canonical_url(url) == "https://h.example/b%E4?x=~"


@pytest.mark.parametrize(
    ("text", "absolute"),
    [
        ("tag:example.org,2024:a/99", True),
        ("tag:example.org,2024-10-22:a", True),
        ("tag:example.org:a", False),
        ("tag:example.org,24:a", False),
        ("urn:uuid:0b9c2625-0000-4000-8000-000000000000", True),
        ("https://h.example/路", True),
        ("http://", False),
        ("12345", False),
        ("a b:c", False),
        ("", False),
        ("https://h.example/<x>", False),
    ],
)
def test_absolute_iris(text: str, *, absolute: bool) -> None:
    """R-ID-03, R-ID-12."""
    assert is_absolute_iri(text) is absolute


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("10.example", True),
        ("127.1", True),
        ("127.0.0.1", True),
        ("0x7f.1", True),
        ("[::ffff:127.0.0.1]", True),
        ("evil.9", False),
        ("evil.0x9", False),
        ("1.2.3.4.5", False),
        ("1.2.3.256", False),
        ("256.1", False),
        ("1.2.3.09", False),
        (f"evil.{'9' * 5_000}", False),
    ],
)
def test_a_host_that_ends_in_a_number_is_an_ip_address(host: str, *, is_one: bool) -> None:
    """The sanitiser of HTML takes others away where they have a scheme: cleaning twice changed a link."""
    for prefix in ("//", "https://"):
        url = absolute_url(f"{prefix}{host}:81/a", "https://n.io/")
        assert url == (f"https://{host}:81/a" if is_one else None)


def test_hosts() -> None:
    assert host_of("https://News.example.org:8080/x") == "news.example.org"
    assert host_of("http://[bad") is None


@pytest.mark.parametrize(
    "written",
    [
        "https://n.io/a&utm_source=b&c",
        "https://n.io/a&utm_source=b#c",
        "https://n.io/a?b&amp;amp;c",
        "https://n.io/a?b&#38;amp;c&amp;#38;d",
        "t&amp;amp;amp;a",
    ],
)
def test_an_address_that_was_read_is_read_again_as_itself(written: str) -> None:
    """Found by mutations: a query appeared, and escaping went one level at a time."""
    url = permalink(written, "https://n.io/")
    assert url is not None
    assert permalink(url) == url
    assert "?" not in url or "?" in written


ADDRESS_PIECES = (
    *(
        "https://",
        "http://",
        "/",
        "//",
        "?",
        "&amp;",
        "=",
        "#",
        ":",
        ".",
        "..",
        "-",
        "--",
        "@",
        "%41",
        "%z",
        ";",
    ),
    *(
        "n.io",
        "1.2.3.999",
        "xn--a",
        "N.io",
        "a",
        "b1",
        "page",
        "id",
        "utm_source",
        "jsessionid",
        "spm",
        "amp;",
    ),
)


@given(
    st.lists(st.sampled_from(ADDRESS_PIECES), max_size=9).map("".join),
    st.sampled_from((None, BASE, "https://n.io")),
)
@example("https://post.example/a/b-c.html?id=1&amp;x=/2", None)
@example("/a/1?x=1&amp;y=2", BASE)
def test_an_escaped_address_is_the_clean_address(written: str, base: str | None) -> None:
    resolver = AddressResolver(base)
    escaped = resolver.escaped(written)
    if escaped is not None:
        url = resolver.absolute(written.replace("&amp;", "&"), LINKS)
        assert url is not None
        assert escaped == without_tracking(url).replace("&", "&amp;")


def test_usual_addresses_need_one_pattern() -> None:
    resolver = AddressResolver(BASE)
    assert resolver.escaped("/2024/mill.html?x=1&amp;y=2") == "https://n.example/2024/mill.html?x=1&amp;y=2"
    assert resolver.escaped("https://o-p.example/") == "https://o-p.example/"
    for written in ("https://1.2.3.999/", "https://xn--a.io/", "/a?utm_source=x", "//o.example/", "/a/../b"):
        assert resolver.escaped(written) is None
    assert AddressResolver(None).escaped("/a") is None

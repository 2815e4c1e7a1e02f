"""Values that validators refuse are written in another form, or not at all."""

from dataclasses import replace

import pytest

from feeds.model import Attachment, Entry, Format, Person, Tag
from feeds.render import atom_id
from feeds.render.strict import email_with_name, is_enclosure_url, is_uri, xml_language
from tests.render.reading import document_tree, elements, entry_tree, text, texts
from tests.render.samples import BARE, DOCUMENT, FULL, HEAD, SITE

KEPT_IDS = [
    "tag:a.example,2024:1",
    "tag:a.example,2024-05-02:news/1#2",
    "tag:desk@a.example,2024:1",
    "urn:uuid:0a67d98a-7d24-597d-9f6f-1f5625450876",
    "urn:isbn:9780141036144",
    "https://a.example/?x=%20",
    "HTTP://A.EXAMPLE/",
    "yt:video:abc_-",
]
WRAPPED_IDS = [
    "2024-118",
    "/a/1",
    "a b:c",
    "http:///nohost",
    "https://a.example/100%",
    "https://a.example/новости/1",
    "https://a.example/a[1]",
    "x:",
    ":1",
    "c:\\a",
    "tag:a.example:post-5",
    "tag:a.example,2026:/кира",
    "tag:A.example,2026:1",
    "tag:a.example,26:1",
    "urn:uuid:ABC",
    "urn:x:a/b",
    "urn:",
]


@pytest.mark.parametrize("identifier", KEPT_IDS)
def test_an_id_that_is_an_ascii_uri_is_kept(identifier: str) -> None:
    assert is_uri(identifier)
    assert atom_id(identifier) == identifier


@pytest.mark.parametrize("identifier", WRAPPED_IDS)
def test_any_other_id_becomes_a_stable_urn_in_atom_only(identifier: str) -> None:
    """R-ID-13."""
    assert atom_id(identifier).startswith("urn:uuid:")
    assert atom_id(identifier) == atom_id(identifier) != atom_id(identifier + "!")
    entry = replace(FULL, id=identifier)
    assert text(entry_tree(entry, Format.ATOM), "atom:id") == atom_id(identifier)
    assert text(entry_tree(entry, Format.RSS), "guid") == identifier


def test_the_urn_of_an_id_never_changes() -> None:
    assert atom_id("2024-118") == "urn:uuid:0a67d98a-7d24-597d-9f6f-1f5625450876"


def test_the_id_of_a_feed_is_wrapped_too() -> None:
    document = replace(DOCUMENT, head=replace(HEAD, id="лента"))
    assert text(document_tree(document, Format.ATOM), "atom:id") == atom_id("лента")


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("zh-Hans-CN", "zh-Hans-CN"),
        ("gsw", "gsw"),
        ("x-newsroom", "x-newsroom"),
        ("yue", "zh-yue"),
        ("cmn-Hans-CN", "zh-cmn-Hans-CN"),
        ("szl", None),
        (None, None),
    ],
)
def test_languages_outside_iso_639_2_are_written_in_json_only(tag: str | None, written: str | None) -> None:
    assert xml_language(tag) == written
    item = entry_tree(replace(FULL, language=tag), Format.RSS)
    assert texts(item, "dc:language") == ([written] if written else [])
    channel = document_tree(replace(DOCUMENT, head=replace(HEAD, language=tag)), Format.RSS)[0]
    assert texts(channel, "language") == ([written] if written else [])


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://a.example/a.mp3?x=1#t=2", True),
        ("http://192.0.2.1:8080/a.mp3", True),
        ("https://a.example", True),
        ("http://localhost/a.mp3", False),
        ("http://[2001:db8::1]/a.mp3", False),
        ("https://my_host.example/a.mp3", False),
        ("https://a.example?x=1", False),
    ],
)
def test_an_enclosure_is_on_a_full_domain_name(*, url: str, allowed: bool) -> None:
    """R-RSS-20; a file elsewhere is media content."""
    assert is_enclosure_url(url) is allowed
    entry = replace(BARE, attachments=(Attachment(url=url, mime_type="audio/mpeg"),))
    item = entry_tree(entry, Format.RSS)
    named = "enclosure" if allowed else "media:content"
    assert [one.get("url") for one in elements(item, named)] == [url]


@pytest.mark.parametrize(
    ("address", "name", "written"),
    [
        ("a.b+c@d.example", "Lin Qiao", "a.b+c@d.example (Lin Qiao)"),
        ("a@d.example", "Post (The), Inc.", "a@d.example (Post The Inc.)"),
        ("a@d.example", 'The "Post"', "a@d.example (The Post)"),
        ("a@localhost", "A", None),
        ("é@d.example", "A", None),
        (".a@d.example", "A", None),
        ("A <a@d.example>", "A", None),
        (None, "A", None),
    ],
)
def test_an_address_with_a_name_is_one_comment(address: str | None, name: str, written: str | None) -> None:
    """R-RSS-19."""
    assert email_with_name(address, name) == written


def authored(name: str, address: str) -> Entry:
    return replace(FULL, authors=(Person(name=name, email=address),))


def test_an_author_whose_name_or_address_does_not_fit_is_a_creator() -> None:
    for name, address in (("Qiao, Lin", "lin@post.example"), ("Lin Qiao", "lin@örtlich")):
        item = entry_tree(authored(name, address), Format.RSS)
        assert (texts(item, "dc:creator"), texts(item, "author")) == ([name], [])


def test_an_unusable_address_is_left_out_of_atom() -> None:
    assert texts(entry_tree(authored("Lin", "lin@desk"), Format.ATOM), "atom:author/atom:email") == []


def test_a_category_has_a_scheme_only_if_it_is_a_uri() -> None:
    tags = (Tag(term="a", scheme="https://a.example/теги"), Tag(term="b", scheme=f"{SITE}/tags"))
    categories = elements(entry_tree(replace(FULL, tags=tags), Format.ATOM), "atom:category")
    assert [one.get("scheme") for one in categories] == [None, f"{SITE}/tags"]

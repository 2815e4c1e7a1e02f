"""What every document has and lacks: checks of the golden documents, which are compared with output."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

GOLDEN = Path(__file__).parents[1] / "golden"
ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
RSS_DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r" \d{4} \d\d:\d\d:\d\d GMT"
)
PAGING = {"first", "last", "previous", "next", "prev-archive", "next-archive", "current"}

atom_files = pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.atom")), ids=lambda path: path.stem)
rss_files = pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.rss")), ids=lambda path: path.stem)
xml_files = pytest.mark.parametrize(
    "path", sorted([*GOLDEN.glob("*.atom"), *GOLDEN.glob("*.rss")]), ids=lambda path: path.name
)
json_files = pytest.mark.parametrize(
    "path",
    sorted(path for path in GOLDEN.glob("*.json") if ".document." not in path.name),
    ids=lambda path: path.stem,
)


def tree(path: Path) -> Any:
    """Parse without any leniency."""
    parser = etree.XMLParser(recover=False, resolve_entities=False)
    return etree.fromstring(path.read_bytes(), parser)


def counted(element: Any) -> Counter[str]:
    return Counter(str(child.tag) for child in element)


@xml_files
def test_documents_are_well_formed_and_plain(path: Path) -> None:
    """R-XML-01, R-XML-05, R-XML-06, R-XML-07, R-XML-12: one declaration, UTF-8, and no DTD."""
    body = path.read_bytes()
    assert body.count(b"<?") == 1
    assert body.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert b"<!DOCTYPE" not in body
    assert b"<!ENTITY" not in body
    assert set(re.findall(rb"&(\w+);", body)) <= {b"lt", b"gt", b"amp", b"quot", b"apos"}
    body.decode("utf-8")
    assert tree(path).getroottree().docinfo.internalDTD is None


@xml_files
def test_paging_links_are_in_the_head_only(path: Path) -> None:
    """R-PAGE-01, R-PAGE-12: relations of archived feeds, and none of paged or complete ones."""
    root = tree(path)
    entries = [*root.iter(f"{ATOM}entry"), *root.iter("item")]
    inside = {link.get("rel") for entry in entries for link in entry.iter(f"{ATOM}link")}
    everywhere = {link.get("rel") for link in root.iter(f"{ATOM}link")}
    assert not inside & PAGING
    assert everywhere & PAGING <= {"prev-archive", "next-archive", "current"}
    assert root.find(".//{http://purl.org/syndication/history/1.0}complete") is None


@atom_files
def test_atom_feeds_and_entries_have_each_element_once(path: Path) -> None:
    """R-ATOM-03, R-ATOM-04, R-ATOM-05, R-ATOM-20."""
    root = tree(path)
    feed = counted(root)
    assert [feed[f"{ATOM}{name}"] for name in ("id", "title", "updated")] == [1, 1, 1]
    assert all(feed[f"{ATOM}{one}"] <= 1 for one in ("generator", "icon", "logo", "rights", "subtitle"))
    names = [str(child.tag) for child in root]
    first = names.index(f"{ATOM}entry") if f"{ATOM}entry" in names else len(names)
    assert set(names[first:]) <= {f"{ATOM}entry"}
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        found = counted(entry)
        assert [found[f"{ATOM}{name}"] for name in ("id", "title", "updated")] == [1, 1, 1]
        assert all(
            found[f"{ATOM}{one}"] <= 1 for one in ("content", "published", "rights", "source", "summary")
        )
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)


@atom_files
def test_atom_links_persons_and_categories_are_complete(path: Path) -> None:
    """R-ATOM-07, R-ATOM-08, R-ATOM-09, R-ATOM-12, R-ATOM-22."""
    root = tree(path)
    for person in (*root.iter(f"{ATOM}author"), *root.iter(f"{ATOM}contributor")):
        assert counted(person)[f"{ATOM}name"] == 1
        assert person.findtext(f"{ATOM}name").strip()
        assert "@" not in person.findtext(f"{ATOM}name")
    for one in (root, *root.iter(f"{ATOM}entry")):
        links = one.findall(f"{ATOM}link")
        alternates = [
            (link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"
        ]
        assert len(alternates) == len(set(alternates))
        assert all(re.fullmatch(r"[a-z-]+|https?://\S+", link.get("rel")) for link in links)
        if one is not root and one.find(f"{ATOM}content") is None:
            assert alternates
    assert all(category.get("term") for category in root.iter(f"{ATOM}category"))


@atom_files
def test_atom_values_have_no_white_space_around_them(path: Path) -> None:
    """R-ATOM-14."""
    root = tree(path)
    values = [
        str(element.text)
        for name in ("id", "icon", "logo", "uri", "updated", "published")
        for element in root.iter(f"{ATOM}{name}")
    ]
    values += [str(link.get("href")) for link in root.iter(f"{ATOM}link")]
    assert [value for value in values if re.search(r"\s", value)] == []


@rss_files
def test_rss_items_have_what_readers_need_and_nothing_that_confuses_them(path: Path) -> None:
    """R-RSS-05, R-RSS-07, R-RSS-08, R-RSS-09, R-RSS-16, R-RSS-26."""
    root = tree(path)
    assert next(root.iter("textInput"), None) is None
    for item in root.iter("item"):
        found = counted(item)
        assert found["title"] or found["description"]
        plain = [name for name in found if not name.startswith("{") and name != "category"]
        assert all(found[name] == 1 for name in plain)
        assert found["guid"] == 1
        guid = item.find("guid")
        assert guid.get("isPermaLink") == "false" or guid.text == item.findtext("link")
        assert not {f"{ATOM}{name}" for name in ("id", "published", "updated", "title")} & set(found)
        alternates = [one for one in item.findall(f"{ATOM}link") if one.get("rel") == "alternate"]
        assert all(one.get("href") == item.findtext("link") for one in alternates)
        assert all(len(description) == 0 for description in item.findall("description"))


@rss_files
def test_rss_dates_and_addresses_have_one_form(path: Path) -> None:
    """R-RSS-10, R-RSS-13, R-RSS-21."""
    root = tree(path)
    dates = [str(date.text) for name in ("pubDate", "lastBuildDate") for date in root.iter(name)]
    assert [date for date in dates if not RSS_DATE.fullmatch(date)] == []
    addresses = [
        str(one.text) for name in ("link", "url", "comments", "docs") for one in root.iter(name) if one.text
    ]
    addresses += [str(one.get("url")) for name in ("source", "enclosure") for one in root.iter(name)]
    assert [one for one in addresses if not re.fullmatch(r"https?://[!-~]+", one)] == []
    assert all(source.text for source in root.iter("source"))


@json_files
def test_json_feeds_have_their_keys(path: Path) -> None:
    """R-JSON-01, R-JSON-02, R-JSON-11, R-JSON-12, R-JSON-14, R-JSON-15, R-JSON-17, R-JSON-18, R-JSON-21."""
    body = path.read_bytes()

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    feed: dict[str, Any] = json.loads(body.decode("utf-8"), object_pairs_hook=unique)
    assert next(iter(feed)) == "version"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert b"://jsonfeed.org/version/" in body
    assert isinstance(feed["title"], str)
    assert isinstance(feed["items"], list)
    assert feed["home_page_url"].startswith("https://")
    assert feed["feed_url"].endswith(".json")
    assert all(hub["type"] == "WebSub" and hub["url"] for hub in feed.get("hubs", ()))
    assert feed.get("next_url") != feed["feed_url"]
    assert "expired" not in feed
    assert feed["user_comment"]
    extensions = [key for one in (feed, *feed["items"]) for key in one if key.startswith("_")]
    assert all(re.fullmatch(r"_[a-z][a-z_]*", key) for key in extensions)


@json_files
def test_json_items_are_complete(path: Path) -> None:
    """R-JSON-03, R-JSON-04, R-JSON-07, R-JSON-08, R-JSON-10, R-JSON-20."""
    items: list[dict[str, Any]] = json.loads(path.read_bytes())["items"]
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        assert isinstance(item["id"], str)
        assert item["id"]
        assert isinstance(item.get("content_html", item.get("content_text")), str)
        dates = [item[key] for key in ("date_published", "date_modified") if key in item]
        assert all(RFC_3339.fullmatch(date) for date in dates)
        assert all(set(author) & {"name", "url", "avatar"} for author in item.get("authors", ()))
        for one in item.get("attachments", ()):
            assert isinstance(one["mime_type"], str)
            assert isinstance(one.get("size_in_bytes", 0), int)
            assert isinstance(one.get("duration_in_seconds", 0), int | float)
        addresses = [item[key] for key in ("url", "external_url", "image") if key in item]
        addresses += [one["url"] for one in item.get("attachments", ())]
        assert all(re.match(r"https?://", address) for address in addresses)
        assert not re.search(r'(?:href|src)="(?!https?:|mailto:|#)', item.get("content_html", ""))


@atom_files
def test_atom_texts_have_a_type_of_their_own(path: Path) -> None:
    """R-TEXT-02, R-TEXT-03, R-TEXT-04, R-LANG-08: escaped once, a fragment, no child elements."""
    root = tree(path)
    for name in ("title", "subtitle", "summary", "rights", "content"):
        for text in root.iter(f"{ATOM}{name}"):
            assert text.get("type", "text") in {"text", "html"}
            assert len(text) == 0
            assert not re.search(r"<(html|head|body)\b", text.text or "")
    assert all(category.get("label") != "" for category in root.iter(f"{ATOM}category"))


@atom_files
def test_atom_dates_have_one_form(path: Path) -> None:
    """R-TIME-03, R-TIME-05."""
    root = tree(path)
    dates = [str(date.text) for name in ("updated", "published") for date in root.iter(f"{ATOM}{name}")]
    assert [date for date in dates if not RFC_3339.fullmatch(date) or date.endswith("-00:00")] == []


@atom_files
def test_tombstones_are_unique(path: Path) -> None:
    """R-TOMB-02."""
    tombstones = tree(path).iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    found = [(one.get("ref"), one.get("when")) for one in tombstones]
    assert len(found) == len(set(found))


@rss_files
def test_ids_and_language_are_the_same_in_rss_and_json(path: Path) -> None:
    """R-ID-02, R-LANG-02."""
    root = tree(path)
    feed: dict[str, Any] = json.loads(path.with_suffix(".json").read_bytes())
    assert [guid.text for guid in root.iter("guid")] == [item["id"] for item in feed["items"]]
    assert root.findtext("channel/language") == feed.get("language")


@atom_files
def test_atom_contents_are_inline_html_or_text_and_rights_are_plain(path: Path) -> None:
    """R-ATOM-15, R-ATOM-16, R-ATOM-25, R-TEXT-09: no content elsewhere or in Base64, and no CDATA."""
    root = tree(path)
    assert all(content.get("src") is None for content in root.iter(f"{ATOM}content"))
    assert {content.get("type") for content in root.iter(f"{ATOM}content")} <= {"html", "text"}
    assert all(not re.search(r"https?://|<", rights.text or "") for rights in root.iter(f"{ATOM}rights"))
    assert b"<![CDATA[" not in path.read_bytes()


@rss_files
def test_rss_namespaces_match_byte_for_byte(path: Path) -> None:
    """R-RSS-28, R-XML-11."""
    expected = {
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "sy": "http://purl.org/rss/1.0/modules/syndication/",
        "slash": "http://purl.org/rss/1.0/modules/slash/",
        "media": "http://search.yahoo.com/mrss/",
    }
    found = tree(path).nsmap
    assert {prefix: uri for prefix, uri in found.items() if prefix in expected}.items() <= expected.items()
    assert set(found) & set(expected)


@rss_files
def test_rss_texts_are_plain_and_html_has_no_relative_references(path: Path) -> None:
    """R-RSS-15, R-RSS-18, R-RSS-25."""
    root = tree(path)
    assert next(root.iter("skipHours", "skipDays"), None) is None
    plain = [str(one.text) for name in ("title", "category") for one in root.iter(name) if one.text]
    assert [text for text in plain if re.search(r"</?(p|b|i|em|a|br)\b|&(amp|lt|gt);", text)] == []
    encoded = root.iter("{http://purl.org/rss/1.0/modules/content/}encoded")
    html = [str(one.text) for one in (*root.iter("description"), *encoded)]
    assert [one for one in html if re.search(r'(?:href|src)="(?!https?:|mailto:|#)', one)] == []


@json_files
def test_json_texts_are_plain_and_items_have_the_same_address_as_in_rss(path: Path) -> None:
    """R-JSON-05, R-JSON-06."""
    items: list[dict[str, Any]] = json.loads(path.read_bytes())["items"]
    texts = [item[key] for item in items for key in ("title", "summary", "content_text") if key in item]
    texts += [tag for item in items for tag in item.get("tags", ())]
    assert [text for text in texts if re.search(r"</?(p|b|i|em|a|br)\b|&(amp|lt|gt);", text)] == []
    links = [item.findtext("link") for item in tree(path.with_suffix(".rss")).iter("item")]
    assert [item.get("url") for item in items] == links


RSS_NAMES = {
    "channel": {
        "title link description language copyright managingEditor webMaster pubDate lastBuildDate category",
        "generator docs cloud ttl image rating textInput skipHours skipDays item",
    },
    "item": {"title link description author category comments enclosure guid pubDate source"},
    "image": {"url title link width height description"},
}


@rss_files
def test_rss_has_one_channel_and_no_names_of_its_own(path: Path) -> None:
    """R-RSS-01, R-RSS-02, R-RSS-03: whatever RSS 2.0 does not define is in a namespace."""
    root = tree(path)
    assert (root.tag, root.get("version"), [child.tag for child in root]) == ("rss", "2.0", ["channel"])
    channel = root[0]
    assert [counted(channel)[name] for name in ("title", "link", "description")] == [1, 1, 1]
    assert not re.search(r"\.(rss|atom|json)$|/hub$", channel.findtext("link"))
    for parent, words in RSS_NAMES.items():
        known = {name for line in words for name in line.split()}
        for one in root.iter(parent):
            plain = {str(child.tag) for child in one if not str(child.tag).startswith("{")}
            assert plain <= known


MEDIA = "{http://search.yahoo.com/mrss/}"


@xml_files
def test_media_elements_say_only_what_is_known(path: Path) -> None:
    """R-MEDIA-04, R-MEDIA-05, R-MEDIA-07: no group of one, no empty attribute, nothing deprecated."""
    root = tree(path)
    for name in ("group", "adult", "hash"):
        assert root.find(f".//{MEDIA}{name}") is None
    for one in root.iter(f"{MEDIA}content"):
        assert re.match(r"https?://", one.get("url"))
        assert all(value not in {"", "0", "None"} for value in one.attrib.values())
        assert one.get("medium") in {None, "image", "audio", "video", "document", "executable"}
        assert all(re.fullmatch(r"[0-9.]+", one.get(key, "1")) for key in ("fileSize", "width", "duration"))


@rss_files
def test_atom_and_json_list_all_files_and_rss_one_enclosure(path: Path) -> None:
    """R-MEDIA-02."""
    items: list[dict[str, Any]] = json.loads(path.with_suffix(".json").read_bytes())["items"]
    entries = tree(path.with_suffix(".atom")).findall(f"{ATOM}entry")
    for item, entry, own in zip(tree(path).iter("item"), entries, items, strict=True):
        links = [link.get("href") for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure"]
        files = {one["url"] for one in own.get("attachments", ())}
        assert set(links) <= files
        assert {one for one in files if not re.search(r"[.](png|jpe?g|webp)$", one)} <= set(links)
        enclosures = [one.get("url") for one in item.findall("enclosure")]
        assert len(enclosures) <= 1
        media = {one.get("url") for one in item.iter(f"{MEDIA}content")}
        assert files <= {*enclosures, *media}


@atom_files
def test_texts_are_never_xhtml(path: Path) -> None:
    """R-TEXT-05: HTML is escaped, so none has to be a well-formed ``div``."""
    assert b'type="xhtml"' not in path.read_bytes()

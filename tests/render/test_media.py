"""Files of an article: the enclosure, further media, durations, titles and credits."""

import re
from dataclasses import replace

import pytest
from msgspec import structs

from feeds.model import Attachment, Contributor, Entry, Format
from feeds.render import FORMATS
from tests.render.reading import elements, entry_tree, texts
from tests.render.samples import BARE, SITE

PICTURE = Attachment(url=f"{SITE}/a.webp", mime_type="image/webp")
PAPER = Attachment(url=f"{SITE}/a.pdf", mime_type="application/pdf")
SHOW = Attachment(url=f"{SITE}/a.mp3", mime_type="audio/mpeg", title="The show", duration_s=1830.4)
FILM = Attachment(url=f"{SITE}/a.mp4", mime_type="video/mp4", title="The film", duration_s=12.5)


def with_files(*files: Attachment) -> Entry:
    return replace(BARE, title="Talk", attachments=files)


def enclosures(entry: Entry) -> list[str | None]:
    return [one.get("url") for one in elements(entry_tree(entry, Format.RSS), "enclosure")]


def test_audio_and_video_precede_documents_and_images() -> None:
    """R-MEDIA-03: images are never the enclosure."""
    assert enclosures(with_files(PICTURE, PAPER, SHOW, FILM)) == [SHOW.url]
    assert enclosures(with_files(PICTURE, PAPER)) == [PAPER.url]
    assert enclosures(with_files(PICTURE)) == []


def test_the_enclosure_has_its_duration_and_title() -> None:
    """R-POD-08: whole seconds."""
    item = entry_tree(with_files(PAPER, SHOW), Format.RSS)
    assert texts(item, "itunes:duration") == ["1830"]
    assert texts(item, "itunes:title") == ["The show"]
    entry = entry_tree(with_files(PAPER, SHOW), Format.ATOM)
    assert texts(entry, "itunes:duration") == ["1830"]
    (link, _) = elements(entry, "atom:link[@rel='enclosure']")
    assert (link.get("href"), link.get("title")) == (SHOW.url, "The show")


def test_a_title_that_repeats_the_article_is_left_out() -> None:
    item = entry_tree(with_files(structs.replace(SHOW, title="Talk")), Format.RSS)
    assert texts(item, "itunes:title") == []


def test_further_files_keep_duration_and_title() -> None:
    (film,) = elements(entry_tree(with_files(SHOW, FILM), Format.RSS), "media:content")
    assert (film.get("duration"), texts(film, "media:title")) == ("12.5", ["The film"])


def test_the_lead_image_has_the_type_of_its_address() -> None:
    """R-MEDIA-11: and it is the thumbnail."""
    item = entry_tree(replace(BARE, image=f"{SITE}/lead.avif?x=a.png"), Format.RSS)
    (lead,) = elements(item, "media:content")
    assert (lead.get("type"), lead.get("medium")) == ("image/avif", "image")
    assert [one.get("url") for one in elements(item, "media:thumbnail")] == [lead.get("url")]
    bare = entry_tree(replace(BARE, image=f"{SITE}/photo"), Format.RSS)
    assert "type" not in elements(bare, "media:content")[0].attrib


@pytest.mark.parametrize("form", [Format.RSS, Format.ATOM])
@pytest.mark.parametrize(
    ("role", "credited"),
    [("photographer", True), ("摄影", True), ("editor", False), ("narrator", False), (None, False)],
)
def test_only_the_maker_of_a_medium_is_credited_inside_it(
    *, form: Format, role: str | None, credited: bool
) -> None:
    """R-MEDIA-06: FreshRSS prints every credit as the copyright of the medium."""
    people = (Contributor(name="Lena Voss", role=role),)
    entry = entry_tree(replace(BARE, image=f"{SITE}/a.jpg", contributors=people), form)
    assert texts(entry, "media:content/media:credit") == (["Lena Voss"] if credited else [])
    assert texts(entry, "media:credit") == []


def test_addresses_in_rss_use_named_references() -> None:
    """R-RSS-14: some parsers leave numeric references in addresses."""
    address = f"{SITE}/a?x=1&y=2"
    entry = replace(BARE, id=address, url=address, title="A & B", comments_url=f"{address}#c")
    body = FORMATS[Format.RSS].entry(entry).body.decode()
    assert re.findall(r"<(?:link|guid|comments)[^>]*>([^<]*)", body) == [
        f"{SITE}/a?x=1&amp;y=2",
        f"{SITE}/a?x=1&amp;y=2",
        f"{SITE}/a?x=1&amp;y=2#c",
    ]
    assert "<title>A &#x26; B</title>" in body

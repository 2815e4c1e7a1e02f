"""Documents that are not article pages are refused by name."""

import pytest

from feeds.readers.page.foreign_format import foreign_format


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("---\ntitle: Pier\n---\n\nThe pier opens.\n", "a Markdown file with front matter"),
        ('+++\ntitle = "Pier"\n+++\nThe pier opens.\n', "a Markdown file with front matter"),
        ("# Pier\n\nThe pier opens.\n\n- in March\n- by ferry\n", "a Markdown file"),
        ("<?xml version='1.0'?>\n<!-- made -->\n<rss version='2.0'/>", "an RSS feed"),
        ("\ufeff<feed xmlns='http://www.w3.org/2005/Atom'/>", "an Atom feed"),
        ("<?xml version='1.0'?><nitf><body/></nitf>", "a NITF document"),
        ("<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>", "a NewsML-G2 document"),
        ("<?xml version='1.0'?><n:export xmlns:n='x'/>", "an XML document <export>"),
        ('{"uri": "https://wire.example/1", "headline": "Pier"}', "a JSON document"),
    ],
)
def test_other_formats_are_named(text: str, name: str) -> None:
    found = foreign_format(text)
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize(
    "text",
    [
        "<!doctype html><html><body><p>The pier opens.</p></body></html>",
        "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'/>",
        "<div><h1>Pier</h1></div>",
        "The pier opens\n2024-10-22 09:07 Evening Tide\n\nThe council voted on Tuesday.",
        "# 1 in the charts\nThe band plays on the pier.",
        "--- a line of dashes ---\nThe pier opens.",
        "[Harbour] The pier opens.",
        "",
    ],
)
def test_pages_and_plain_text_are_read(text: str) -> None:
    assert foreign_format(text) is None

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest

from feeds.model import INDEX, Contributor, PageView, Period
from feeds.render import PAGE_LANGUAGES, PAGE_POLICY, render_page
from tests.render.pages import CITY_VIEW, INDEX_VIEW, found, page
from tests.render.samples import BARE, FULL
from tests.render.samples import SITE as BASE

EVERY = [(view, language) for view in (INDEX_VIEW, CITY_VIEW) for language in PAGE_LANGUAGES]


@pytest.mark.parametrize(("view", "language"), EVERY)
def test_a_page_requests_nothing_but_the_icon(view: PageView, language: str) -> None:
    root = page(view, language)
    assert not root.xpath("//script | //img | //iframe | //*[@style] | //link[@rel='stylesheet']")
    assert not re.search(rb"url\(|@import|@font-face", render_page(view, language))
    icons = found(root, "//link[@rel='icon']/@href")
    assert icons == [f"{BASE}/icon.png", f"{BASE}/icon.svg", f"{BASE}/favicon.ico"]


def test_the_policy_names_the_style_by_its_hash() -> None:
    (style,) = re.findall(rb"<style>(.*?)</style>", render_page(INDEX_VIEW, "en"), re.DOTALL)
    assert f"'sha256-{b64encode(sha256(style).digest()).decode()}'" in PAGE_POLICY
    assert found(page(INDEX_VIEW), "//meta[@http-equiv='Content-Security-Policy']/@content") == [PAGE_POLICY]


@pytest.mark.parametrize(("view", "language"), EVERY)
def test_a_page_leads_to_itself_in_the_other_language(view: PageView, language: str) -> None:
    other = "zh" if language == "en" else "en"
    address = f"{BASE}/{view.path}.{other}.html"
    assert found(page(view, language), "//nav[@class='languages']/a/@href") == [address]


def test_pages_below_are_reached_in_the_same_language() -> None:
    assert found(page(INDEX_VIEW, "zh"), "//a[@class='to']/@href") == [
        f"{BASE}/news.zh.html",
        f"{BASE}/news/city.zh.html",
        f"{BASE}/%E4%BD%93%E8%82%B2.zh.html",
    ]


def test_feeds_are_announced_main_first_with_titles_and_addresses_of_their_own() -> None:
    root = page(INDEX_VIEW)
    links = "//link[@rel='alternate'][@type]"
    assert found(root, f"{links}/@type")[:2] == ["application/rss+xml", "application/feed+json"]
    assert found(root, f"{links}/@href") == [
        f"{BASE}/index.rss",
        f"{BASE}/index.json",
        f"{BASE}/news.rss",
        f"{BASE}/体育.rss",
    ]
    assert len(set(found(root, f"{links}/@title"))) == 4
    assert not found(root, f"{links}/@hreflang")


def test_the_directory_shows_the_whole_tree_with_every_format() -> None:
    root = page(INDEX_VIEW)
    assert found(root, "//section[@class='tree']//a[@class='to']/text()") == ["新闻", "城事 <b>", "体育"]
    assert len(found(root, "//section[@class='tree']//span[@class='formats']/a/@href")) == 9
    assert f"{BASE}/opml.xml" in found(root, "//section[@class='tree']//a/@href")
    assert found(root, "//link[@rel='outline']/@href") == [f"{BASE}/opml.xml"]


def test_a_channel_shows_its_place_in_the_tree() -> None:
    root = page(CITY_VIEW)
    assert found(root, "//nav[@class='crumbs']//a/text()") == ["Northern & Post", "新闻"]
    assert found(root, "//nav[@class='crumbs']//a/@href")[0] == f"{BASE}/{INDEX}.en.html"
    assert found(root, "//h1/text()") == ["城事 <b>"]
    assert not root.xpath("//section[@class='tree']")


@pytest.mark.parametrize("view", [INDEX_VIEW, CITY_VIEW])
def test_each_format_can_be_copied(view: PageView) -> None:
    codes = page(view).iterfind(".//section[@class='subscribe']//code")
    assert ["".join(str(part) for part in code.itertext()) for code in codes] == [
        url for _, url in view.feeds
    ]


def test_the_page_tells_how_to_fetch_and_whom_to_ask() -> None:
    footer = " ".join(found(page(INDEX_VIEW), "string(//footer)"))
    assert "every 15 minutes" in footer
    assert f"{BASE}/hub" in footer
    assert "Asia/Shanghai" in footer
    assert found(page(INDEX_VIEW), "//footer//a/@href") == ["mailto:desk@post.example.org"]


def test_the_anchor_that_json_feeds_point_to_is_there() -> None:
    root = page(CITY_VIEW)
    assert root.xpath("//*[@id='extensions']")
    keys = found(root, "//section[contains(@class, 'extensions')]//dt/code/text()")
    assert keys == ["_source", "_credits", "_rights", "_links", "_discussion", "_correction", "_tombstones"]


def test_times_are_those_of_the_sites_zone() -> None:
    root = page(INDEX_VIEW)
    assert found(root, "//h3/time/text()") == ["Tuesday, 22 October 2024", "Monday, 21 October 2024"]
    assert found(root, "//time[@class='at']/text()") == ["09:07", "09:07"]
    assert found(root, "//time[@class='at']/@datetime")[0] == "2024-10-22T09:07:16+08:00"
    assert found(page(INDEX_VIEW, "zh"), "//h3/time/text()")[0] == "2024年10月22日 星期二"


def test_an_entry_says_where_it_comes_from_and_what_became_of_it() -> None:
    facts = found(page(INDEX_VIEW), "//article[1]//ul[@class='facts']//*[not(*)]/text()")
    assert facts == [
        "Source",
        "Delta Wire",
        "By",
        "First published",
        "22 Oct, 07:07",
        "Updated",
        "22 Oct, 10:07",
    ]
    assert found(page(INDEX_VIEW), "//article[1]//li[@class='source']/a/@href") == [FULL.via_url]
    (correction,) = found(page(INDEX_VIEW), "//p[@class='correction']/text()")
    assert correction == FULL.correction


def test_an_entry_without_title_is_called_by_its_first_words() -> None:
    assert found(page(INDEX_VIEW), "//article[2]//h4/text()") == [
        "First line second line & more Next paragraph: 1 < 2"
    ]


def test_a_long_text_is_cut_between_words() -> None:
    long = replace(BARE, title="Long", content_text="word " * 200)
    (summary,) = found(page(replace(INDEX_VIEW, entries=(long,))), "//p[@class='summary']/text()")
    assert 150 < len(summary) <= 190
    assert summary.endswith(" word…")


def test_a_page_without_entries_says_so() -> None:
    assert found(page(replace(INDEX_VIEW, entries=())), "//p[@class='nothing']/text()")


def test_names_are_only_ever_text() -> None:
    sly = "</title><script>alert(1)</script>"
    entry = replace(FULL, title=sly, correction=sly, contributors=(Contributor(name=sly),))
    body = render_page(replace(INDEX_VIEW, title=sly, description=sly, entries=(entry,)), "en")
    assert b"<script" not in body
    assert render_page(INDEX_VIEW, "en") == render_page(INDEX_VIEW, "en")


def test_a_ranking_keeps_its_order_and_says_how_often_each_was_read() -> None:
    view = replace(CITY_VIEW, most_read=Period.MONTH, entries=(BARE, FULL), gains=(12_345, 7))
    root = page(view)
    assert found(root, "string(//h2[@id='latest'])") == ["Most read in 30 days"]
    assert found(root, "//ol[@class='ranking']/li//a[ancestor::h4]/@href") == [
        entry.url for entry in (BARE, FULL) if entry.url
    ]
    assert found(root, "//li[@class='reads']/text()") == ["12,345", "7"]
    assert found(root, "//span[@class='rank']/text()") == ["1", "2"]
    assert found(root, "//section[@class='latest']//h3") == []


@pytest.mark.parametrize(("language", "words"), [("en", "No views were counted"), ("zh", "还没有阅读数增加")])
def test_a_ranking_of_nothing_says_so(language: str, words: str) -> None:
    root = page(replace(CITY_VIEW, most_read=Period.DAY, entries=()), language)
    assert words in found(root, "string(//p[@class='nothing'])")[0]


def summary_of(content_html: str) -> str:
    entry = replace(BARE, title="A title", content_text=None, content_html=content_html)
    return found(page(replace(INDEX_VIEW, entries=(entry,))), "string(//p[@class='summary'])")[0]


@pytest.mark.parametrize(
    ("content_html", "shown"),
    [
        ("<p>He said “go.” Then “no.”</p><p>She left.</p>", "He said “go.” Then “no.” She left."),
        ("<p>他说：“走。”</p><p>她留下。</p>", "他说：“走。”她留下。"),
        ("<p>Half:<br>two</p><ul><li>one</li><li>two</li></ul>", "Half: two one two"),
        (
            '<p>Text.</p><video controls src="https://a.example/v.mp4">https://a.example/v.mp4</video>',
            "Text.",
        ),
    ],
)
def test_a_beginning_keeps_the_spaces_between_words(content_html: str, shown: str) -> None:
    assert summary_of(content_html) == shown


def test_a_summary_of_the_author_is_shown_in_full() -> None:
    summary = "The harbour of Northfield opens again. " * 20
    entry = replace(BARE, title="A title", summary=summary)
    assert found(page(replace(INDEX_VIEW, entries=(entry,))), "string(//p[@class='summary'])") == [
        summary.strip()
    ]


def test_a_channel_with_hidden_children_has_their_number() -> None:
    child = replace(INDEX_VIEW.children[1], below=12)
    root = page(replace(INDEX_VIEW, children=(child,), more_children=3))
    assert found(root, "//small[@class='count']/text()") == ["12"]
    assert found(root, "//small[@class='count']/@title") == ["12 channels below"]
    assert found(root, "string(//p[@class='more'])") == ["3 more channels are in the OPML list."]

"""A site with a small tree, and its pages."""

from dataclasses import replace
from datetime import timedelta

from lxml import etree, html

from feeds.model import INDEX, Format, OutlineNode, PageLink, PageView, Site
from feeds.render import render_page
from tests.render.samples import AT, BARE, FULL
from tests.render.samples import SITE as BASE

SITE = Site(title="Northern & Post", url=BASE, language="zh-CN", description="News of the north")


def addresses(path: str) -> tuple[tuple[Format, str], ...]:
    return tuple((form, f"{BASE}/{path}.{form}") for form in Format)


def channel(path: str, title: str, *children: OutlineNode) -> OutlineNode:
    return OutlineNode(
        path=path, title=title, page_url=f"{BASE}/{path}", feeds=addresses(path), children=children
    )


INDEX_VIEW = PageView(
    site=SITE,
    path=INDEX,
    title=SITE.title,
    page_url=f"{BASE}/",
    feeds=addresses(INDEX),
    updated_at=AT + timedelta(hours=1),
    poll_interval_min=15,
    zone="Asia/Shanghai",
    language="zh-CN",
    contact="desk@post.example.org",
    rights="© Northern Post",
    opml_url=f"{BASE}/opml.xml",
    hub_url=f"{BASE}/hub",
    children=(channel("news", "新闻", channel("news/city", "城事 <b>")), channel("体育", "体育")),
    entries=(FULL, BARE),
)
CITY_VIEW = replace(
    INDEX_VIEW,
    path="news/city",
    title="城事 <b>",
    page_url=f"{BASE}/news/city",
    feeds=addresses("news/city"),
    crumbs=(PageLink(path=INDEX, title="index"), PageLink(path="news", title="新闻")),
    children=(),
)


def page(view: PageView, language: str = "en") -> etree._Element:
    return html.document_fromstring(render_page(view, language))


def found(root: etree._Element, path: str) -> list[str]:
    """Strings of an XPath, white space made single."""
    results = root.xpath(path)
    if isinstance(results, str):
        results = [results]
    assert isinstance(results, list)
    return [" ".join(str(one).split()) for one in results]

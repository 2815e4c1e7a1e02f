"""Documents to render: one entry with every fact, one with next to none."""

from datetime import UTC, datetime, timedelta

from feeds.model import (
    Attachment,
    Contributor,
    Discussion,
    Document,
    Entry,
    FeedLink,
    Format,
    Head,
    Person,
    Related,
    ReplyTarget,
    Source,
    Tag,
    Tombstone,
)

AT = datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC)
SITE = "https://post.example.org"

HEAD = Head(
    id="tag:post.example.org,2024:feed/province",
    title="省内 & <Province>",
    description="News of the province",
    page_url=f"{SITE}/news/province",
    self_urls=tuple((form, f"{SITE}/news/province.{form}") for form in Format),
    updated_at=AT + timedelta(hours=1),
    author=Person(name="Northern Evening Post", url=f"{SITE}/"),
    language="zh-CN",
    image=f"{SITE}/logo.png",
    icon_url=f"{SITE}/icon.png",
    contact="desk@post.example.org",
    rights="© Northern Evening Post",
    ttl_min=15,
    links=(
        FeedLink(rel="hub", href=f"{SITE}/hub"),
        FeedLink(rel="prev-archive", href=f"{SITE}/news/province/archive/2024-09.atom"),
        FeedLink(rel="license", href="https://licences.example/by"),
    ),
)

FULL = Entry(
    id="tag:post.example.org,2024:a/99",
    url=f"{SITE}/a/99.html",
    title="冲刺四季度 & A < B",
    published_at=AT,
    updated_at=AT + timedelta(hours=1),
    authors=(
        Person(name="Lin Qiao", url=f"{SITE}/lin", avatar=f"{SITE}/lin.png"),
        Person(name="何青"),
    ),
    summary="摘要: 1 < 2 & 3",
    content_html='<p>正文 <a href="https://post.example.org/x?a=1&amp;b=2">x</a></p>',
    via_url="https://wire.example.com/2024/5.html",
    publisher=Person(name="Delta Wire", url="https://wire.example.com/"),
    created_at=AT - timedelta(hours=2),
    origin=Source(
        name="Delta Wire",
        url="https://wire.example.com/",
        article_url="https://wire.example.com/2024/5.html",
        feed_url="https://wire.example.com/all.atom",
        feed_title="Delta & Co",
        feed_id="tag:wire.example.com,2020:all",
        feed_updated_at=AT - timedelta(minutes=30),
        feed_rights="CC BY 4.0",
        published_at=AT - timedelta(hours=2),
    ),
    contributors=(
        Contributor(name="Mo Yan", role="校对"),
        Contributor(name="Tang Hui", role="Editor", url=f"{SITE}/tang"),
        Contributor(name="Ines Falk", role="Photographer"),
    ),
    tags=(
        Tag(term="province", label="省内", scheme=f"{SITE}/tags"),
        Tag(term="R&D", label=""),
    ),
    image=f"{SITE}/a/99.jpg",
    attachments=(
        Attachment(url=f"{SITE}/a/99.mp3", mime_type="audio/mpeg", size_bytes=1_048_576, duration_s=90.0),
        Attachment(url=f"{SITE}/a/99.mp4", mime_type="video/mp4", title="As film", duration_s=90.5),
        Attachment(url=f"{SITE}/a/map.png", mime_type="image/png", size_bytes=2048),
    ),
    related=(Related(url=f"{SITE}/a/98.html", title="The day before"), Related(url=f"{SITE}/a/97.html")),
    comments_url=f"{SITE}/a/99.html#comments",
    discussion=Discussion(
        in_reply_to=(
            ReplyTarget(id="2024-90", url=f"{SITE}/a/90.html", feed_url=f"{SITE}/news.atom"),
            ReplyTarget(id="tag:post.example.org,2024:a/97", url=f"{SITE}/a/97.html"),
        ),
        comments_feed_url=f"{SITE}/a/99/comments.rss",
        comments_count=7,
    ),
    rights="© Delta Wire",
    license_url="https://licences.example/by-sa",
    language="en",
    correction="An earlier version named the wrong quarter.",
)

BARE = Entry(
    id="2024-118",
    url=None,
    title=None,
    published_at=AT - timedelta(days=1),
    updated_at=AT - timedelta(days=1),
    authors=(Person(name="Northern Evening Post", url=f"{SITE}/"),),
    authors_differ=False,
    content_text="First line\nsecond line & more\n\nNext paragraph: 1 < 2",
)

DOCUMENT = Document(head=HEAD, entries=(FULL, BARE), tombstones=(Tombstone(id="2024-90", deleted_at=AT),))

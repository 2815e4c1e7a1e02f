# ruff: noqa: E501 - documents
"""Small valid documents of every kind that is read, validated or requested: what mutations start from."""

import json

from tests.security.attack import VECTORS

_HTML = (
    "<p>The harbour <a href='/a'>was</a> opened.</p><figure><img src='b.jpg' alt='Boats'><figcaption>Boats"
    "</figcaption></figure><ul><li>One<li>Two</ul><table><tr><td>1</td></tr></table>"
)
_ESCAPED = _HTML.replace("&", "&amp;").replace("<", "&lt;")
_DATE = "2024-10-22T09:07:16+08:00"

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>Harbour &amp; Quay</title><link>https://n.io/</link><description>News</description><language>en-gb</language>
<item><title>Ferry</title><link>https://n.io/a</link><guid isPermaLink="false">tag:n.io,2024:1</guid>
<pubDate>Tue, 22 Oct 2024 09:07:16 +0800</pubDate><author>a@n.io (Ann)</author><dc:creator>Ann</dc:creator>
<category domain="https://n.io/t">Boats</category><description>{_ESCAPED}</description>
<content:encoded><![CDATA[{_HTML}]]></content:encoded><enclosure url="https://n.io/a.mp3" length="12" type="audio/mpeg"/>
<media:content url="https://n.io/a.jpg" medium="image"><media:title>Boats</media:title></media:content>
<itunes:duration>1:02:03</itunes:duration></item></channel></rss>""".encode()

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://n.io/">
<id>tag:n.io,2024:f</id><title type="html">News &amp;amp; more</title><updated>{_DATE}</updated>
<link rel="self" href="https://n.io/f.atom"/><author><name>Ann</name><uri>https://n.io/</uri></author>
<entry><id>tag:n.io,2024:1</id><title>Ferry</title><updated>{_DATE}</updated><published>{_DATE}</published>
<link href="a"/><category term="boats" label="Boats"/><summary>Short</summary><content type="html">{_ESCAPED}</content>
<source><id>tag:o.io,2024:s</id><title>Other</title><updated>{_DATE}</updated></source></entry>
<entry><id>tag:n.io,2024:2</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Two</div></title>
<updated>{_DATE}</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text</p></div></content>
</entry></feed>""".encode()

RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://n.io/f"><title>News</title><link>https://n.io/</link>
<description>x</description></channel><item rdf:about="https://n.io/a"><title>Ferry</title><link>https://n.io/a</link>
<description>Boats</description><dc:date>2024-10-22</dc:date></item></rdf:RDF>"""

_RECORD: dict[str, object] = {
    "id": "tag:n.io,2024:1", "url": "https://n.io/a", "external_url": "https://o.io/a", "title": "Ferry",
    "content_html": _HTML, "summary": "Short", "image": "b.jpg", "date_published": _DATE, "date_modified": _DATE,
    "authors": [{"name": "Ann", "url": "https://n.io/ann", "avatar": "c.png"}], "tags": ["boats", {"term": "sea"}],
    "language": "en-GB", "attachments": [{"url": "a.mp3", "mime_type": "audio/mpeg", "duration_in_seconds": 9}],
    "channels": ["news/local"], "source": {"name": "Wire", "url": "https://w.io/"}, "views": 12, "rights": "x",
    "contributors": [{"name": "Bob", "role": "editor"}], "related": [{"url": "c", "title": "C"}],
    "comments_url": "d", "date_release": _DATE, "date_expires": "2040-01-01", "status": "usable",
    "correction": "Date", "aliases": ["tag:n.io,2023:1"], "_feeds": {"origin": "cms", "time_flags": []},
}  # fmt: skip
RECORD = json.dumps(_RECORD).encode()
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1", "title": "News", "home_page_url": "https://n.io/",
        "feed_url": "https://n.io/f.json", "language": "en", "authors": [{"name": "Ann"}], "items": [_RECORD],
        "hubs": [{"type": "WebSub", "url": "https://h.io/"}],
    }
).encode()  # fmt: skip
API = json.dumps({"data": {"items": [_RECORD]}, "items": [_RECORD], "next": "/p?page=2"}).encode()
PAGE = f"""<!DOCTYPE html><html lang=en><head><title>Ferry - News</title><meta property="og:title" content="Ferry">
<meta property="article:published_time" content="{_DATE}"><link rel=canonical href=/a><script type="application/ld+json">
{{"@type":"NewsArticle","headline":"Ferry","author":[{{"name":"Ann"}}],"datePublished":"{_DATE}"}}</script></head><body><nav>
<a href=/>Home</a> &gt; <a href=/n>News</a></nav><article><h1>Ferry</h1><p class=byline>By Ann, 22 October 2024 09:07</p>
{_HTML}{"<p>The boats came and went all day, and nobody counted them.</p>" * 6}<p>来源：东北新闻网 责任编辑：高博</p></article>
<footer>Copyright</footer></body></html>""".encode()
SITEMAP = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://n.io/a</loc><lastmod>{_DATE}</lastmod></url>
</urlset>""".encode()
OPML = b"""<opml version="2.0"><head><title>Feeds</title></head><body><outline text="A" type="rss"
 xmlUrl="https://n.io/f.rss" htmlUrl="https://n.io/"/><outline text="B"><outline text="C" type="rss" XMLURL="/g"/></outline>
</body></opml>"""
CSV = (
    b'id;title;content_html;date_published;tags\n1;Ferry;"<p>Boats; ""two""</p>";22.10.2024 09:07;a,b\n'
    b"2;Quay;<p>x</p>;2024-10-22;\n"
)
XML = f"""<list><a k="1"><i>tag:n.io,2024:1</i><t>Ferry</t><c>{_ESCAPED}</c><d>{_DATE}</d></a><a><i>2</i><t>Quay</t></a>
</list>""".encode()
GHOST = json.dumps(
    {
        "db": [
            {
                "meta": {"version": "5.0"},
                "data": {
                    "posts": [
                        {"id": "1", "title": "Ferry", "slug": "ferry", "html": _HTML, "status": "published",
                         "published_at": "2024-10-22 01:07:16", "visibility": "public", "type": "post"}
                    ],
                    "users": [{"id": "u", "name": "Ann"}], "tags": [{"id": "t", "name": "Boats"}],
                    "posts_tags": [{"post_id": "1", "tag_id": "t"}],
                    "posts_authors": [{"post_id": "1", "author_id": "u"}],
                },
            }
        ]
    }
).encode()  # fmt: skip
WORDPRESS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title><link>https://n.io</link><wp:wxr_version>1.2
</wp:wxr_version><wp:base_site_url>https://n.io</wp:base_site_url><item><title>Ferry</title><link>https://n.io/a</link>
<pubDate>Tue, 22 Oct 2024 01:07:16 +0000</pubDate><dc:creator><![CDATA[ann]]></dc:creator><guid isPermaLink="false">
https://n.io/?p=1</guid><content:encoded><![CDATA[<!-- wp:paragraph -->{_HTML}[caption id="a"]<img src="b.jpg">Boats
[/caption][gallery ids="1,2"] [embed]https://youtu.be/x[/embed]]]></content:encoded><excerpt:encoded>x</excerpt:encoded>
<wp:post_id>1</wp:post_id><wp:post_date_gmt>2024-10-22 01:07:16</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><category domain="category" nicename="n">News</category></item></channel></rss>""".encode()
MARKDOWN = (
    b"---\ntitle: Ferry\ndate: 2024-10-22 09:07:16 +0800\ntags: [boats, sea]\ndraft: false\nauthor: Ann\n---\n"
    b"# Ferry\n\nThe *harbour* was [opened](/a).\n\n![Boats](b.jpg)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    b"> [!note] Tide\n> High\n\n{{< youtube x >}} [[Quay|the quay]] %%no%%\n\n- [ ] one\n\nText[^1]\n\n[^1]: Note\n"
    b"{% highlight ruby %}\nputs 1\n{% endhighlight %} {% raw %}{{ x }}{% endraw %} {{ '/a' | relative_url }}\n"
    b':::tip Mind\nthe gap\n:::\n{: .note}\n[Quay](quay.md#a) [Sea]({{< ref "sea" >}}) $x_1$ `{% raw %}`\n'
)
NITF = b"""<nitf><head><title>Ferry</title><docdata><doc-id id-string="n1"/><date.issue norm="20241022T090716+0800"/>
<key-list><keyword key="boats"/></key-list></docdata></head><body><body.head><hedline><hl1>Ferry</hl1></hedline><byline>By
<person>Ann</person></byline></body.head><body.content><p>The <em>harbour</em> was opened.</p><media media-type="image">
<media-reference source="b.jpg"/><media-caption>Boats</media-caption></media></body.content></body></nitf>"""
NEWSML = b"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="tag:n.io,2024:1" version="2"
 xml:lang="en"><itemMeta><versionCreated>2024-10-22T09:07:16+08:00</versionCreated><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><headline>Ferry</headline><by>Ann</by><subject qcode="medtop:04000000"><name>Boats</name></subject></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Text</p></body>
</html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""
NINJS = json.dumps(
    {
        "uri": "tag:n.io,2024:1", "headline": "Ferry", "body_html": _HTML, "versioncreated": _DATE, "language": "en",
        "pubstatus": "usable", "byline": "Ann", "subject": [{"code": "1", "name": "Boats"}], "embargoed": _DATE,
        "associations": {"main": {"type": "picture", "renditions": {"o": {"href": "b.jpg", "mimetype": "image/jpeg"}}}},
    }
).encode()  # fmt: skip
REQUEST = (
    b"GET /news.atom?a=b HTTP/1.1\r\nHost: news.example.org\r\nUser-Agent: Reader/1.0 (12 subscribers; feed-id=1)\r\n"
    b"Accept: application/atom+xml, */*;q=0.1\r\nAccept-Encoding: gzip, br;q=0.5\r\nAccept-Language: zh, en;q=0.5\r\n"
    b'If-None-Match: W/"abc", "def"\r\nIf-Modified-Since: Tue, 22 Oct 2024 09:07:16 GMT\r\nA-IM: feed\r\nRange: bytes=0-9\r\n'
    b"X-Forwarded-For: 1.2.3.4, ::1\r\nForwarded: for=1.2.3.4;proto=https\r\nConnection: keep-alive\r\n\r\n"
)
POST = (
    b"POST /hub HTTP/1.1\r\nHost: news.example.org\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n5\r\nhub.m\r\n3;x=y\r\node\r\n0\r\nX: y\r\n\r\n"
)

MARKUP = tuple(vector.encode() for vector in VECTORS)

TIMES = (
    b"2024-10-22T09:07:16.123456+08:00", b"Tue, 22 Oct 2024 09:07:16 GMT", b"22.10.2024 9:07 Uhr",
    b"2024\xe5\xb9\xb410\xe6\x9c\x8822\xe6\x97\xa5 09:07", b"Oct 22nd, 2024 at 9:07 a.m. EST", b"1729588036123",
    b"mardi 22 octobre 2024 - 09h07", b"20241022T090716Z", b"2024-10-22 09:07 Europe/Paris", b"10/22/2024 09:07 PM",
)  # fmt: skip
ADDRESSES = (
    b"https://us:pw@n.io:8080/a/../b;c=d?e=f&utm_source=g&%41=%zz#h", b"//n.io/a", b"../a?b#c", b"mailto:a@n.io",
    b"http://[2001:db8::1]:80/a", b"http://xn--e1afmkfd.io/", "https://b\u00fccher.io/\u00e9?\u5e74=1".encode(),
    b"https://n.io/a?X-Amz-Signature=abc&Expires=1", b"tag:n.io,2024:a", b"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
)  # fmt: skip
NAMES = (
    b"Ann Bee <ann@n.io>", b"b@n.io (Bob)", b"mailto:b@n.io?subject=x", b"zh-Hant-TW", b"en_GB.UTF-8",
    b'audio/mpeg; codecs="mp3"', b"1,234,567", b"PT1H2M3.5S", b"1:02:03", b"The <b>pier</b> &amp; more",
)  # fmt: skip
FIELDS = (
    b'W/"abc", "def", *', b"Tue, 22 Oct 2024 09:07:16 GMT", b"gzip;q=0.5, br;q=1.0, *;q=0, identity",
    b"zh-Hant, en-GB;q=0.8, *;q=0.1", b"Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers; )",
    b"n.io:8080", b'<https://n.io/2>; rel="next hub"; title*=UTF-8\'\'a, <x>; rel=self', b"[::1]:80",
)  # fmt: skip
TARGETS = (
    b"news/%6cocal.atom?a=b&c=%20",
    b"%2e%2e/a%2Fb/./c.json",
    b"~token/news.rss",
    b"api/records/tag:a,2024:b",
)

PIECES = (
    b"<", b">", b"</", b"/>", b'"', b"'", b"=", b" ", b"\n", b"\t", b"\x00", b"&", b"&lt;", b"&amp;", b"&#0;",
    b"&#x110000;", b"&a;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"?>",
    b"<!DOCTYPE a [<!ENTITY a 'b'>]>", b"{", b"}", b"[", b"]", b":", b",", b"null", b"true", b"1e999", b"-0",
    b"NaN", b"9" * 400, b"\\ud800", b"\\u0000", b"\\", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xe9",
    "é".encode(), "\u202e".encode(), "年".encode(), b"%00", b"%", b"..", b"/etc/passwd", b"file:///dev/zero",
    b"javascript:", b"data:", b"http://", b"http://[", b"@", b"2026-02-30", b"0000-00-00", b"99999-1-1",
    b"\r\n", b"\r", b"---\n", b"+++\n", b"```", b"xml:base='http://['", b"xmlns='x'", b"_feeds", b"status",
    b"HTTP/1.1", b"chunked",
)  # fmt: skip
"""What mutations put anywhere."""

VALUES = (
    b"null", b"true", b"1e999", b"-1", b"9" * 400, b"9" * 5_000, b"0x" + b"f" * 5_000, b"1e-999", b"NaN", b'""', b'"\\ud800"',
    b'"\\u0000"', b"[]", b"{}", b"[[null]]", b"[1,2]", b'{"a":{"a":1}}', b'["a","b"]', b'{"url":"a","name":null}', b'" "',
    b'"' + b"x" * 9_000 + b'"', b'"https://n.io/' + b"a" * 3_000 + b'"', b'"2026-02-30T25:61:61+99:99"', b'"<b>x</b>&amp;"',
    b"a:", b"xml:lang", b"_:x", b"&lt;script&gt;", b"<a:b/>", b"<![CDATA[<]]>", b"a" * 300, "\u0301".encode() * 40, b"\xc3\x28",
    b"-99999999999", b"253402300800", b"0", b"+08:00", b"24:00", b"1/2", b"",
)  # fmt: skip
"""What mutations put in the place of a word, a number or a quoted text."""

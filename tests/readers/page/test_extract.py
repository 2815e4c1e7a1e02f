"""The whole extraction: plain text, selectors, markup of the body, broken pages."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Contributor
from feeds.readers.page import extract
from tests.readers.page.prose import RIVER, page, paragraphs

TITLE = "青河治理工程今日开工"
PLAIN = "\n\n".join(
    (
        "首页 > 新闻频道 > 市内 > 正文",
        f"冲刺四季度 | {TITLE}",
        "来源:云溪日报 2024-10-22 09:07:16 点击:",
        *RIVER,
        "来源:云溪日报\n校对:高博文\n监制:韩冰",
        "分享到:0\n头条推荐\n罗启明到北湖调研湿地修复工作时... 云溪市食品安全宣传周启动 市人大常委会视察组视察东站... 南门社区停车有办法...",
        "精彩视频\n2024年10月21日《云溪新\n网站首页   关于我们   联系我们   版权声明",
        "Copyright © 2005 - 2020 Yunxi TV, All Rights Reserved",
    )
)


def test_plain_text_of_a_page() -> None:
    article = extract(PLAIN)
    assert article.title == f"冲刺四季度 | {TITLE}"
    assert article.published == "2024-10-22T09:07:16"
    assert article.source == "云溪日报"
    assert article.channel == ("新闻频道", "市内")
    assert article.authors == ()
    assert article.contributors == (
        Contributor(name="高博文", role="校对"),
        Contributor(name="韩冰", role="监制"),
    )
    assert tuple(article.body_text.split("\n\n")) == RIVER


def test_plain_text_is_escaped_in_html() -> None:
    article = extract(PLAIN.replace("惠及沿线", "惠及<沿线>&"))
    assert "惠及&lt;沿线&gt;&amp;6个街道" in article.body_html
    assert "惠及<沿线>&6个街道" in article.body_text


def test_selectors_count_before_what_is_found() -> None:
    html = page(
        f"<h1>云溪新闻</h1><div class='t'>{TITLE}</div><i class='d'>发布于 2024年10月22日 09:07</i><b class='s'>来源：云溪日报</b><b class='w'>文：罗启文</b>"
        f"<ul class='p'><li>首页</li><li>新闻</li><li>市内</li></ul><div class='c'>{paragraphs(RIVER)}<p class='x'>本文由云溪日报授权</p></div>",
        title="x",
    )
    selectors = {
        "title": ".t", "date_published": ".d", "source": ".s", "authors": ".w", "channel": ".p li", "content_html": ".c", "without": ".x",
    }  # fmt: skip
    article = extract(html, selectors=selectors)
    assert (article.title, article.published, article.source) == (TITLE, "2024-10-22T09:07:00", "云溪日报")
    assert (article.authors, article.channel) == (("罗启文",), ("新闻", "市内"))
    assert tuple(article.body_text.split("\n\n")) == RIVER


def test_selector_of_an_attribute() -> None:
    html = page(
        f"<h1>{TITLE}</h1>{paragraphs(RIVER)}",
        title="x",
        head="<meta name='when' content='2024-10-22 09:07'>",
    )
    assert (
        extract(html, selectors={"date_published": "meta[name=when]@content"}).published
        == "2024-10-22T09:07:00"
    )


def test_selector_that_finds_nothing_changes_nothing() -> None:
    html = page(f"<h1>{TITLE}</h1>{paragraphs(RIVER)}", title=TITLE)
    assert extract(html, selectors={"title": ".none", "content_html": "#none"}) == extract(html)


def test_unreadable_selector_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[\["):
        extract("<p>x</p>", selectors={"title": "[["})


def test_body_keeps_headings_lists_tables_quotations_links_and_pictures() -> None:
    html = page(
        f"<h1>{TITLE}</h1><div class='a'><p>{RIVER[0]}</p><h2>盼了多年</h2><p>{RIVER[1][:20]}<a href='/plan'>规划图</a>{RIVER[1][20:]}</p>"
        f"<ul><li>清淤</li><li>加固</li></ul><table><tr><th>年份</th><th>投资</th></tr><tr><td>2024</td><td>1.2亿</td></tr></table>"
        f"<p><img data-src='/i/1.jpg' src='data:image/gif;base64,x' alt='开工'></p><blockquote><p>{RIVER[2]}</p></blockquote><pre>a\n  b</pre><p>{RIVER[3]}<br>又一行。</p></div>",
        title=TITLE,
    )
    body = extract(html, url="https://news.example.com/a/1.html").body_html.split("\n")
    assert body[0] == f"<p>{RIVER[0]}</p>"
    assert body[1] == "<h2>盼了多年</h2>"
    assert '<a href="https://news.example.com/plan">规划图</a>' in body[2]
    assert body[3] == "<ul><li>清淤</li><li>加固</li></ul>"
    assert body[4] == "<table><tr><th>年份</th><th>投资</th></tr><tr><td>2024</td><td>1.2亿</td></tr></table>"
    assert body[5] == '<p><img src="https://news.example.com/i/1.jpg" alt="开工"></p>'
    assert body[6] == f"<blockquote><p>{RIVER[2]}</p></blockquote>"
    assert body[7:9] == ["<pre>a", "  b</pre>"]
    assert body[9] == f"<p>{RIVER[3]}<br>又一行。</p>"


def test_hidden_body_is_read_where_nothing_else_is() -> None:
    html = f"<html><body><h1>{TITLE}</h1><div style='display:none'>{paragraphs(RIVER)}</div></body></html>"
    assert tuple(extract(html).body_text.split("\n\n")) == RIVER


def test_hidden_spam_stays_out() -> None:
    html = page(
        f"<h1>{TITLE}</h1><div>{paragraphs(RIVER)}</div><div style='display: none'>{paragraphs(RIVER * 9)}</div>",
        title=TITLE,
    )
    assert tuple(extract(html).body_text.split("\n\n")) == RIVER


def test_finer_declared_time_counts_only_where_it_agrees() -> None:
    shown = "<h1>标题：青河开工</h1><div>发布日期：2024-10-22　来源：云溪日报</div>"
    agreeing = page(
        shown + paragraphs(RIVER), title="x", head="<meta name='PubDate' content='2024-10-22 09:07'>"
    )
    decoy = page(
        shown + paragraphs(RIVER), title="x", head="<meta name='PubDate' content='2026-01-02 03:04'>"
    )
    assert extract(agreeing).published == "2024-10-22T09:07:00"
    assert extract(decoy).published == "2024-10-22"


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        ("云溪,青河,治理,开工", None),
        ("青河治理工程开工，工期两年。", "青河治理工程开工，工期两年。"),
        ("The pier is rebuilt.", "The pier is rebuilt."),
    ],
)
def test_a_list_of_search_words_is_no_summary(description: str, summary: str | None) -> None:
    head = f"<meta name='description' content='{description}'>"
    assert extract(page(f"<h1>{TITLE}</h1>{paragraphs(RIVER)}", title=TITLE, head=head)).summary == summary


def test_declared_source_stands_in_only_where_no_label_is_shown() -> None:
    head = "<meta name='ContentSource' content='云溪日报'>"
    assert extract(page(f"<h1>{TITLE}</h1>{paragraphs(RIVER)}", title=TITLE, head=head)).source == "云溪日报"
    assert (
        extract(page(f"<h1>{TITLE}</h1><p>来源：</p>{paragraphs(RIVER)}", title=TITLE, head=head)).source
        is None
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "<",
        "<html>",
        "<html></html>",
        "<div>" * 3000,
        "<table><tr>" * 500 + "x",
        "<p>" + "a" * 100_000,
    ],
)
def test_nothing_to_find_is_no_crash(text: str) -> None:
    extract(text)
    extract(text.encode())


@pytest.mark.parametrize(
    "line",
    [
        "收藏" + "1" * 58 + "x",
        "回复" + " 1" * 18 + "x",
        "来源" * 70,
        "： " * 70,
        "2024-" * 30,
        "首页 > " * 30,
        "（记者 " * 30,
        "编辑 刘晓 " * 20 + "。",
    ],
)
def test_no_line_keeps_a_pattern_busy(line: str) -> None:
    start = process_time()
    extract(f"<html><h1>{TITLE}</h1>" + f"<p>{line}</p>" * 20 + paragraphs(RIVER))
    assert process_time() - start < 2


@pytest.mark.slow
def test_depth_costs_no_more_than_length() -> None:
    start = process_time()
    extract("<html>" + "<div>青河。" * 5_000)
    assert process_time() - start < 5


@given(
    st.lists(
        st.sampled_from(
            [
                "<div>",
                "</div>",
                "<p>",
                "</p>",
                "<a href='x'>",
                "</a>",
                "<br>",
                "<table>",
                "<td>",
                "</td>",
                "<pre>",
                "<b>",
                "</b>",
                "<h1>",
                "来源：",
                "云溪日报",
                "2024-10-22 09:07",
                "　",
                RIVER[0],
                RIVER[2],
                "首页 > ",
                "责任编辑：",
                "<!--",
                "-->",
                "<script>",
                "</script>",
                "\x00",
                "&#0;",
                "&lt;",
            ]
        ),
        max_size=60,
    )
)
def test_no_page_is_too_broken(parts: list[str]) -> None:
    article = extract("<html>" + "".join(parts), zone="Asia/Shanghai")
    assert article.source not in article.authors

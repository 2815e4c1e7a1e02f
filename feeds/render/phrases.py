"""The texts of the pages, in each language that they are published in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from feeds.model import Period

PAGE_LANGUAGES = ("zh", "en")
"""The languages of the pages; each page is at ``<name>.<language>.html``."""

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The texts of a page; ``{}`` is replaced by the value that the template passes."""

    tag: str
    name: str
    skip: str
    directory: str
    latest: str
    skip_ranking: str
    nothing_ranked: str
    most_read: tuple[tuple[Period, str], ...]
    reads: str
    nothing: str
    subscribe: str
    subscribe_how: str
    whole_site: str
    channels: str
    below: str
    one_below: str
    many_below: str
    more_channels: str
    opml: str
    opml_below: str
    opml_how: str
    untitled: str
    by: str
    comma: str
    original: str
    source: str
    updated: str
    correction: str
    etiquette: str
    poll: str
    conditional: str
    push: str
    contact: str
    zone: str
    changed: str
    extensions: str
    extensions_how: str
    extension_keys: tuple[tuple[str, str], ...]
    formats: tuple[tuple[str, str], ...]

    def count_below(self, count: int) -> str:
        """Return the number of channels below as a text."""
        return (self.one_below if count == 1 else self.many_below).format(count)

    def about_format(self, form: str) -> str:
        """Return what one format is for."""
        return dict(self.formats)[form]

    def most_read_in(self, period: Period) -> str:
        """Return the heading of a ranking."""
        return dict(self.most_read)[period]


ZH = Phrases(
    tag="zh-Hans",
    name="中文",
    skip="跳到最新文章",
    directory="频道目录",
    latest="最新",
    skip_ranking="跳到阅读排行",
    nothing_ranked="这段时间还没有阅读数增加。文章有了新的阅读，会自动出现在这里。",
    most_read=(
        (Period.DAY, "24 小时阅读排行"),
        (Period.WEEK, "7 天阅读排行"),
        (Period.MONTH, "30 天阅读排行"),
    ),
    reads="阅读",
    nothing="还没有文章。新文章发布后会自动出现在这里和订阅源里。",
    subscribe="订阅",
    subscribe_how="把任一地址复制到阅读器里，各格式内容相同。",
    whole_site="全站文章",
    channels="频道",
    below="下级频道",
    one_below="{} 个下级频道",
    many_below="{} 个下级频道",
    more_channels="另有 {} 个频道，见 OPML 频道表。",
    opml="OPML 频道表",
    opml_below="OPML：本频道及下级频道",
    opml_how="一次导入全部频道",
    untitled="（无题）",
    by="文",
    comma="、",
    original="原载",
    source="来源",
    updated="更新",
    correction="更正",
    etiquette="抓取约定",
    poll="请每 {} 分钟至多抓取一次；内容不变时，地址、标签和时间都不变。",
    conditional="支持 ETag 与 Last-Modified：条件请求没有新内容时只返回 304，另备 gzip 与 br 压缩。",
    push="支持 WebSub 推送，中枢地址：",
    contact="联系",
    zone="本页时间为 {} 时间",
    changed="内容更新于",
    extensions="JSON Feed 扩展说明",
    extensions_how="JSON Feed 没有位置存放的事实，写在以下划线开头的对象里：",
    extension_keys=(
        (
            "_source",
            "来源：name 名称，url 原文，home_url 主页，feed_* 原订阅源，date_published 原发时间",
        ),
        ("_credits", "署名：contributors 列出 name、role（编辑、校对、监制等）、url"),
        ("_rights", "权利：text 声明，license_url 许可"),
        ("_links", "链接：comments_url 评论，related 相关文章（url、title）"),
        (
            "_discussion",
            "讨论：comments_count 评论数，comments_feed_url 评论订阅源，in_reply_to 所回复的文章（id、url）",
        ),
        ("_correction", "更正：text 说明"),
        ("_tombstones", "撤回：deleted 列出 id、date_deleted"),
    ),
    formats=(("rss", "阅读器最通用"), ("atom", "带更正与撤回"), ("json", "带更正与撤回，便于程序读取")),
)

EN = Phrases(
    tag="en",
    name="English",
    skip="Skip to the latest articles",
    directory="Directory",
    latest="Latest",
    skip_ranking="Skip to the ranking",
    nothing_ranked="No views were counted in this period yet. Articles appear here when they are read.",
    most_read=(
        (Period.DAY, "Most read in 24 hours"),
        (Period.WEEK, "Most read in 7 days"),
        (Period.MONTH, "Most read in 30 days"),
    ),
    reads="Reads",
    nothing="No articles yet. New articles appear here and in the feeds.",
    subscribe="Subscribe",
    subscribe_how="Copy one of these addresses into your feed reader. All formats have the same content.",
    whole_site="All articles",
    channels="Channels",
    below="Channels below",
    one_below="{} channel below",
    many_below="{} channels below",
    more_channels="{} more channels are in the OPML list.",
    opml="OPML of all channels",
    opml_below="OPML of this channel and the channels below",
    opml_how="imports all of them at once",
    untitled="(untitled)",
    by="By",
    comma=", ",
    original="First published",
    source="Source",
    updated="Updated",
    correction="Correction",
    etiquette="For developers",
    poll="Please poll at most every {} minutes. Bytes, ETags and times change only with the content.",
    conditional="ETag and Last-Modified are supported; unchanged feeds answer 304, with gzip and br.",
    push="Changes are pushed with WebSub. Hub:",
    contact="Contact",
    zone="Time zone: {}",
    changed="Last change:",
    extensions="JSON Feed extensions",
    extensions_how="Values without a key in JSON Feed are in objects whose names begin with an underscore:",
    extension_keys=(
        (
            "_source",
            "of the original: name, url, home_url, feed_url, feed_title, feed_id, date_published",
        ),
        ("_credits", "contributors, each with name, role (editor, proofreader, producer …) and url"),
        ("_rights", "text of the rights, license_url"),
        ("_links", "comments_url, and related pages with url and title"),
        (
            "_discussion",
            "comments_count, comments_feed_url, and in_reply_to: articles replied to, with id and url",
        ),
        ("_correction", "text of the correction"),
        ("_tombstones", "deleted: withdrawn entries, each with id and date_deleted"),
    ),
    formats=(
        ("rss", "works in every reader"),
        ("atom", "with corrections and withdrawals"),
        ("json", "the same, easy to process"),
    ),
)

PHRASES: Mapping[str, Phrases] = MappingProxyType({"zh": ZH, "en": EN})


def day(at: date, language: str) -> str:
    """Write a day: ``2024年10月22日 星期二``, ``Tuesday, 22 October 2024``."""
    if language == "zh":
        return f"{at.year}年{at.month}月{at.day}日 星期{_WEEKDAYS_ZH[at.weekday()]}"
    return f"{_WEEKDAYS_EN[at.weekday()]}, {at.day} {_MONTHS_EN[at.month - 1]} {at.year}"


def moment(at: datetime, language: str) -> str:
    """Write a day and a time, short: ``10月22日 09:07``, ``22 Oct, 09:07``."""
    clock = f"{at.hour:02}:{at.minute:02}"
    if language == "zh":
        return f"{at.month}月{at.day}日 {clock}"
    return f"{at.day} {_MONTHS_EN[at.month - 1][:3]}, {clock}"

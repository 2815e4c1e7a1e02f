"""The usual names of our fields in the records of other systems."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

USUAL_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "guid", "uuid", "uid", "articleid", "postid", "pk", "_id", "aid", "编号"),
        "title": ("title", "headline", "posttitle", "title.rendered", "subject", "name", "标题"),
        "content_html": (
            *("contenthtml", "content.rendered", "bodyhtml", "html", "body", "content", "postcontent"),
            *("body.html", "content.html", "articlebody", "content:encoded", "fulltext", "story", "text"),
            *("newstext", "正文", "内容"),
        ),
        "summary": (
            *("summary", "excerpt", "excerpt.rendered", "customexcerpt", "description", "lead", "teaser"),
            *(
                "postexcerpt",
                "dek",
                "dek.html",
                "subtitle",
                "standfirst",
                "abstract",
                "intro",
                "摘要",
                "导语",
            ),
        ),
        "date_published": (
            *("datepublished", "publishedat", "published", "publishedon", "publishdate", "publishtime"),
            *("publicationdate", "pubdate", "pubtime", "firstpublishedat", "firstpublicationdate"),
            *("postdategmt", "dategmt", "postdate", "newstime", "inputtime", "发布时间", "发布日期", "date"),
            *("createdat", "createtime", "created", "senddate", "addtime"),
        ),
        "date_modified": (
            *("datemodified", "updatedat", "updated", "updatetime", "modifiedat", "modifiedgmt", "modified"),
            *("lastmodified", "lastupdated", "postmodifiedgmt", "lastpublishedat", "lastpublicationdate"),
            *("lastdotime", "更新时间"),
        ),
        "url": (
            "url",
            "link",
            "permalink",
            "canonicalurl",
            "weburl",
            "liveurl",
            "titleurl",
            "arcurl",
            "链接",
            "网址",
        ),
        "authors": (
            "authors",
            "author",
            "embedded.author",
            "byline",
            "authorname",
            "writer",
            "creator",
            "作者",
        ),
        "source": ("source", "copyfrom", "befrom", "来源"),
        "tags": ("tags", "keywords", "topics", "关键词", "标签"),
        "image": (
            *("image", "imageurl", "featureimage", "featuredimage", "coverimage", "heroimage", "thumbnail"),
            *(
                "image.url",
                "featuredimage.url",
                "coverimage.url",
                "heroimage.url",
                "titlepic",
                "litpic",
                "thumb",
            ),
        ),
        "status": ("status", "state", "poststatus", "workflowstate", "visibility"),
    }
)
"""Names in lower case without separators, the likeliest first; a dot steps into an object.

Those of WordPress, Ghost and their APIs, of headless systems, and of Chinese ones (PHPCMS, DedeCMS, Empire).
"""

_SEPARATORS = re.compile(r"(?!^_id$)[\s_-]+")
_WRAPPERS = ("attributes.", "fields.", "data.", "node.", "post.", "article.")
"""Objects that hold all fields of a record in the answers of some APIs."""


def likely_fields(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return pairs of our fields and the names that mean them, as they are written."""
    written = {_SEPARATORS.sub("", name.lower()): name for name in reversed(names)}
    for name in list(written):
        inner = next((name.removeprefix(wrapper) for wrapper in _WRAPPERS if name.startswith(wrapper)), None)
        if inner:
            written.setdefault(inner, written[name])
    pairs = (
        (ours, next((written[one] for one in usual if one in written), None))
        for ours, usual in USUAL_NAMES.items()
    )
    return tuple((ours, theirs) for ours, theirs in pairs if theirs is not None)

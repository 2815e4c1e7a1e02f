"""The HTML an article may hold: elements, attributes, and what goes whole (R-TEXT-10, R-TEXT-11)."""

import nh3


def _names(text: str) -> set[str]:
    return set(text.split())


BASIC_TAGS = _names(
    "a abbr b bdi bdo blockquote br cite code dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark"
    " ol p pre q rp rt ruby s samp small strong sub sup time u ul var wbr"
)
ARTICLE_TAGS = BASIC_TAGS | _names(
    "audio caption col colgroup details figcaption figure iframe img picture source summary table tbody td"
    " tfoot th thead tr track video"
)
_EMPTIED = _names("script style template select textarea button svg math object noembed noframes title")
_LAZY = "data-src data-original data-lazy-src data-lazy data-actualsrc data-echo data-srcset"
_ATTRIBUTES = {
    "*": "lang dir",
    "a": "href title",
    "abbr": "title",
    "audio": "src controls loop muted",
    "blockquote": "cite",
    "col": "span",
    "colgroup": "span",
    "del": "cite datetime",
    "details": "open",
    "iframe": "src title data-src",
    "img": f"src srcset sizes alt title width height {_LAZY}",
    "ins": "cite datetime",
    "li": "value",
    "ol": "start reversed type",
    "q": "cite",
    "source": "src srcset sizes type media data-srcset",
    "td": "colspan rowspan",
    "th": "colspan rowspan scope",
    "time": "datetime",
    "track": "src kind srclang label default",
    "video": "src poster controls loop muted width height data-src",
}


def sanitiser(tags: set[str]) -> nh3.Cleaner:
    """A sanitiser that keeps these elements with their attributes; lazy addresses stay for the repair."""
    attributes = {name: _names(kept) for name, kept in _ATTRIBUTES.items() if name == "*" or name in tags}
    return nh3.Cleaner(tags=tags, attributes=attributes, clean_content_tags=_EMPTIED, link_rel=None)

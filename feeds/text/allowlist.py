"""The HTML that an article may contain, and what is removed together with its content (R-TEXT-10)."""

import nh3


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


MATHML_TAGS = _names(
    "math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle"
    " msub msubsup msup mtable mtd mtext mtr munder munderover none semantics annotation"
)
"""MathML Core without elements that hold HTML or run anything. Source: MathML Core §2."""

BASIC_TAGS = MATHML_TAGS | _names(
    "a abbr b bdi bdo blockquote br cite code dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark"
    " ol p pre q rp rt ruby s samp small strong sub sup time u ul var wbr"
)
ARTICLE_TAGS = BASIC_TAGS | _names(
    "audio caption col colgroup details figcaption figure img picture source summary table tbody td"
    " tfoot th thead tr track video"
)
BLOCKS_AS_DIV = _names(
    "address article aside center dialog fieldset footer form header hgroup legend main nav search section"
)
"""Blocks that an article may not contain, but whose boundaries separate words: each becomes a ``div``."""

INLINE_TAGS = _names(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strike strong"
    " sub sup time tt u var wbr"
)
"""Elements whose boundaries do not separate words."""

VOID_TAGS = _names("area base br col embed hr img input link meta param source track wbr")
LISTS_AS_UL = _names("dir menu")
BASIC_BLOCKS_AS_DIV = BLOCKS_AS_DIV | _names(
    "details figcaption figure summary table tbody tfoot thead tr caption"
)

SCHEMES = _names(
    "bitcoin ftp ftps geo http https im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sftp sip sips"
    " sms smsto ssh tel urn webcal xmpp"
)
"""Schemes of links inside HTML. Source: HTML §8.9.1.2, safelisted schemes."""

_EMPTIED = {"script", "style", "template", "svg", "object", "noembed", "noframes", "title", "iframe"}
_LAZY = "data-src data-original data-lazy-src data-lazy data-actualsrc data-echo data-srcset data-lazy-srcset"
ATTRIBUTES = {
    name: _names(kept)
    for name, kept in {
        "*": "lang dir",
        "a": "href title",
        "abbr": "title",
        "annotation": "encoding",
        "audio": "src controls loop muted",
        "blockquote": "cite",
        "col": "span",
        "colgroup": "span",
        "del": "cite datetime",
        "details": "open",
        "img": f"src srcset sizes alt title width height {_LAZY}",
        "ins": "cite datetime",
        "li": "value",
        "math": "display alttext",
        "mfrac": "linethickness",
        "mi": "mathvariant",
        "mo": "fence form largeop lspace maxsize minsize movablelimits rspace separator stretchy symmetric",
        "mover": "accent",
        "mpadded": "depth height lspace voffset width",
        "mspace": "depth height width",
        "mstyle": "displaystyle scriptlevel",
        "mtd": "columnspan rowspan",
        "munder": "accentunder",
        "munderover": "accent accentunder",
        "ol": "start reversed type",
        "q": "cite",
        "source": "src srcset sizes type media data-src data-srcset",
        "td": "colspan rowspan",
        "th": "colspan rowspan scope",
        "time": "datetime",
        "track": "src kind srclang label default",
        "video": "src poster controls loop muted playsinline width height",
    }.items()
}
"""The attributes that an element keeps; addresses of lazy images stay until they are resolved."""


def sanitiser(tags: frozenset[str], blocks: frozenset[str]) -> nh3.Cleaner:
    """Return a sanitiser that keeps ``tags`` with their attributes, and ``blocks`` to be renamed later."""
    kept = tags | blocks | LISTS_AS_UL | {"img"}
    attributes = {name: set(names) for name, names in ATTRIBUTES.items() if name in tags | {"*", "img"}}
    players: dict[str, dict[str, str]] = {
        name: {"controls": ""} for name in ("audio", "video") if name in tags
    }
    return nh3.Cleaner(
        tags=set(kept),
        attributes=attributes,
        clean_content_tags=_EMPTIED,
        link_rel=None,
        url_schemes=set(SCHEMES | {"data"}),
        set_tag_attribute_values=players,
    )

"""The tokens of HTML as its parsers see them, and the groups of elements that its tree rules name.

Source: HTML §13.2.5 (tokenization), §13.2.6 (tree construction).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from feeds.text.allowlist import VOID_TAGS

_SPACE = r"\t\n\f\r "


def _attribute(group: str) -> str:
    """Return the pattern of an attribute; ``group`` opens the groups of its name and of its value."""
    return (
        rf"{group}[^{_SPACE}/>][^{_SPACE}/>=]*+)(?:[{_SPACE}]*+=[{_SPACE}]*+"
        rf"(?:\"{group}[^\"]*+)(?:\"|\Z)|'{group}[^']*+)(?:'|\Z)|{group}[^{_SPACE}>\"'][^{_SPACE}>]*+))?+)?+"
    )


_ATTRIBUTES = re.compile(_attribute("("))
_PLAIN_ATTRIBUTE = _attribute("(?:")
_TOKEN = re.compile(
    r"<(?:!--(?:-?>|(?s:.)*?(?:--!?>|\Z))"
    r"|[!?][^>]*+(?:>|\Z)"
    r"|/(?![a-zA-Z])[^>]*+(?:>|\Z)"
    rf"|(/?)([a-zA-Z][^{_SPACE}/>]*+)((?:[{_SPACE}/]++|{_PLAIN_ATTRIBUTE})*+)(?:>|\Z))"
)

SECTION_START, SECTION_END = "<![CDATA[", "]]>"

VOID = VOID_TAGS | {"basefont", "bgsound", "frame", "image", "keygen"}
TABLE_PARTS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "colgroup"})
"""Elements whose text a parser moves to the place before the table."""

CELLS = frozenset({"td", "th", "caption"})
FOREIGN = frozenset({"math", "svg"})
RAW_TEXT = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})
"""Elements that hold text, whatever it looks like."""

ROOTS = frozenset({"body", "frameset", "head", "html"})
"""Elements of which a document has one; a parser adds the attributes of others to it."""

FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
"""Elements that a parser opens again in each paragraph until their own end."""

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "button", "center", "details", "dialog", "dir", "div",
        "dl", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hgroup", "listing", "main", "menu", "nav", "ol", "pre", "search", "section", "summary",
        "ul",
    }
)  # fmt: skip
"""Elements that end a paragraph where they begin, and everything inside them where they end."""


class HtmlToken(NamedTuple):
    """One tag, comment or declaration; ``name`` is empty for what is not a tag."""

    start: int
    end: int
    name: str
    closing: bool
    attributes: str

    @property
    def is_self_closing(self) -> bool:
        """Whether a slash stands at the end; it counts in drawings and formulas only."""
        return self.attributes.endswith("/")


def tokens(html: str) -> Iterator[HtmlToken]:
    """Yield the tags, comments and declarations of HTML without raw text."""
    return map(_token, _TOKEN.finditer(html))


def next_token(html: str, position: int) -> HtmlToken | None:
    """Return the first token from ``position`` on; what stands before it is text."""
    match = _TOKEN.search(html, position)
    return _token(match) if match else None


def attributes(token: HtmlToken) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a tag as written, references included."""
    for match in _ATTRIBUTES.finditer(token.attributes):
        yield match[1], match[2] or match[3] or match[4] or ""


class EndTags:
    """Where the end tags of a document are, each found once."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._found: dict[str, int] = {}

    def after(self, token: HtmlToken) -> int | None:
        """Return where the next end tag of this name begins, as the parser of raw text finds it."""
        found = self._found.get(token.name, -1)
        if found < token.end:
            pattern = rf"</{re.escape(token.name)}(?=[{_SPACE}/>])"
            match = re.compile(pattern, re.IGNORECASE | re.ASCII).search(self._html, token.end)
            found = self._found[token.name] = match.start() if match else len(self._html)
        return found if found < len(self._html) else None


def _token(match: re.Match[str]) -> HtmlToken:
    slash, name, written = match.groups()
    if not name:
        return HtmlToken(match.start(), match.end(), "", closing=False, attributes="")
    # only ASCII letters have a lower case here: "lin\u212a" is not the void element "link"
    folded = name.lower() if name.isascii() else name
    return HtmlToken(match.start(), match.end(), folded, slash == "/", written)

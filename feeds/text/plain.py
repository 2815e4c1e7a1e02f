"""Plain text: from HTML, from titles that contain markup, and cut to a summary (R-TEXT-07, R-TEXT-14)."""

import re
import unicodedata
from html import escape, unescape

from feeds.text.characters import clean_text, single_line
from feeds.text.markup import clean_html, without_cdata
from feeds.text.mathml import math_text

_ELEMENTS = (  # by their first letters: a pattern tries one alternative after another
    "a(?:|bbr)|b(?:|ig|r)|c(?:enter|ite|ode)|d(?:el|iv)|em|font|h[1-6]|i(?:|mg|ns)|kbd|li|mark|ol|p|q"
    "|s(?:|mall|pan|trike|trong|u[bp])|t(?:able|[dhrt])|u(?:|l)|wbr"
)
_MARKUP = re.compile(
    rf"<(?=/?[a-z][a-z0-9]*+[\s/>])(?:/(?:{_ELEMENTS})|(?:{_ELEMENTS})"
    r"(?:\s++[a-z:_-]++\s*+=\s*+(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\s\"'<>]++))*+\s*+/?)\s*+>",
    re.IGNORECASE,
)
_LINE_END = re.compile(
    r"<(?:br|hr|/?(?:p|div|h[1-6]|li|tr|caption|blockquote|figure|figcaption|table|pre|ul|ol|dl|dt|dd|details|summary))"
    r"(?: [^<>]*+)?>"
)
_CELL_END = re.compile(r"</t[dh]>")
_TAG = re.compile(r"</?[a-z][^<>]*+>")
_BLANKS = re.compile(r"[\t\xa0][ \t\xa0]*+| [ \t\xa0]++")
"""Blanks that are not one space: the usual ones are left alone, which takes a quarter of the time."""

_BLANK_LINES = re.compile(r"\s*+\n\s*+")
_ELEMENT_START = re.compile(r"<(audio|video|math)(?=[ >])")
_MORE = re.compile(
    r"<!--\s*+(?:more\b[^<>-]*+|excerpt|break|truncate|teaser_end|pelican_end_summary|read-?more)\s*+-->"
    r"|<span id=\"more-\d++\">",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ELLIPSIS = "…"
_JOINERS = "\u200d\ufe0e\ufe0f"
_WORD_REACH = 40
_FIRST_CHARS = 4_000
_MOST_CHARS = 64_000
"""How much of an article may precede the first words of its excerpt."""


def plain_text(html: str) -> str:
    """Return the text of HTML, one line a block, entities decoded; no fallback content of players."""
    return text_of_clean(clean_html(html))


def beginning_of(clean: str, chars: int) -> str:
    """Return so many characters of clean HTML, and the rest of the tag that they end in."""
    cut = clean[:chars]
    return cut if cut.rfind("<") <= cut.rfind(">") else clean[: clean.find(">", chars) + 1]


def text_of_beginning(clean: str) -> str:
    """Return the text of the beginning of clean HTML, which may be cut anywhere but inside a tag."""
    return plain_text(clean) if _ELEMENT_START.search(clean) else text_of_clean(clean)


def text_of_clean(cleaned: str) -> str:
    """Return the text of clean HTML as ``plain_text`` does."""
    text = _LINE_END.sub("\n", _without_elements(cleaned) if _ELEMENT_START.search(cleaned) else cleaned)
    text = unescape(_TAG.sub("", _CELL_END.sub(" ", text)))
    return "\n".join(
        line for line in (part.strip() for part in _BLANKS.sub(" ", clean_text(text)).split("\n")) if line
    )


def plain_line(text: str) -> str:
    """Return a name as plain text on one line.

    Text stays as it is (``A<B``, ``AT&T``, ``The &amp; entity``, R-TEXT-07); only where known HTML elements
    stand in it is it markup: they are removed, and then entities are decoded too.
    """
    if "<" in text:
        text = without_cdata(text)
        if _MARKUP.search(text):
            text = unescape(_MARKUP.sub(lambda match: "" if _is_inline(match[0]) else " ", text))
    return single_line(text)


def decoded(text: str) -> str:
    """Return a name or category with its character references decoded, as XML that is escaped twice has."""
    return _REFERENCE.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def text_before_more(html: str) -> str | None:
    """Return the plain text before the marker that ends a teaser, ``None`` without a marker.

    Known are ``<!-- more -->`` and its relatives in WordPress, Hugo, Jekyll, Drupal, Pelican and Nikola.
    """
    match = _MORE.search(html)
    return (plain_text(html[: match.start()]) or None) if match else None


def excerpt(text: str, limit: int = 300) -> str:
    """At most ``limit`` characters of a text on one line, cut between words and graphemes (R-TEXT-14)."""
    line = _beginning(text, limit)
    if len(line) <= limit:
        return line
    end = _grapheme_end(line, limit - len(_ELLIPSIS))
    if _in_word(line, end):
        space = line.rfind(" ", max(0, end - _WORD_REACH), end)
        end = space if space > 0 else end
    cut = line[: end or limit - 1].rstrip(" ,;:，、；：（(“「《") + _ELLIPSIS
    return cut if line.isascii() else single_line(cut)


def excerpt_of_html(clean: str, limit: int = 300) -> str:
    """Return the excerpt of the text of clean HTML; reads so much of its beginning as is needed."""
    chars = _FIRST_CHARS
    while chars < min(len(clean), _MOST_CHARS):
        text = text_of_beginning(beginning_of(clean, chars))
        if len(text) > 2 * limit + _WORD_REACH:  # blanks and the word where it was cut are left out
            return excerpt(text, limit)
        chars *= 4
    return excerpt(text_of_beginning(beginning_of(clean, _MOST_CHARS)), limit)


def _beginning(text: str, limit: int) -> str:
    """Return a text on one line, or so much of it that more than ``limit`` characters are left."""
    chars = _FIRST_CHARS
    while True:
        line = single_line(text[:chars])
        if chars >= len(text) or len(line) > limit + _WORD_REACH:
            return line
        chars *= 4


def _without_elements(html: str) -> str:
    """Leave out players with their fallback content and write formulas on one line; ``html`` is clean."""
    parts, at = [], 0
    while match := _ELEMENT_START.search(html, at):
        closing = f"</{match[1]}>"
        end = html.find(closing, match.end())
        if end < 0:
            break
        end += len(closing)
        parts.append(html[at : match.start()])
        if match[1] == "math":
            parts.append(escape(math_text(html[match.start() : end]), quote=False))
        at = end
    return "".join((*parts, html[at:]))


def _grapheme_end(text: str, at: int) -> int:
    """The last place up to ``at`` where a cut tears no grapheme."""
    while at > 0 and _joins(text, at):
        at -= 1
    flags = 0
    while flags < at and _is_regional(text[at - 1 - flags]):
        flags += 1
    return at - 1 if flags % 2 and _is_regional(text[at]) else at


def _is_inline(tag: str) -> bool:
    return not re.match(r"</?(?:br|div|h\d|li|ol|p|t[dhr]|table|ul|img)\b", tag, re.IGNORECASE)


def _joins(text: str, at: int) -> bool:
    """Whether a cut before ``at`` would tear one grapheme."""
    before, after = text[at - 1], text[at]
    return (
        unicodedata.category(after)[0] == "M"
        or after in _JOINERS
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\u1160" <= after <= "\u11ff")
    )


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _in_word(text: str, at: int) -> bool:
    """Whether a cut is inside a word of a script that separates words by spaces."""
    return all(c.isalnum() and ord(c) < 0x1100 for c in text[at - 1 : at + 1])  # noqa: PLR2004 - Hangul and CJK begin here

"""HTML from anywhere to HTML any reader may show: by allow-list, every address absolute.

Its law: cleaning clean HTML changes no byte.
"""

import re
from enum import StrEnum
from html import escape, unescape

from feeds.text.allowlist import ARTICLE_TAGS, BASIC_TAGS, sanitiser
from feeds.text.characters import clean_text
from feeds.text.cleanform import is_clean
from feeds.text.embeds import embed_link
from feeds.text.images import image_attributes
from feeds.text.urls import LINKS, absolute_url, without_tracking


class HtmlPolicy(StrEnum):
    """How much HTML an article may hold; ``basic`` has no pictures, media or tables."""

    ARTICLE = "article"
    BASIC = "basic"


_SANITISERS = {
    HtmlPolicy.ARTICLE: sanitiser(ARTICLE_TAGS),
    HtmlPolicy.BASIC: sanitiser(BASIC_TAGS),
}
_SPECIAL = re.compile(r"<(?:base|noscript)\b", re.IGNORECASE)
_BASE = re.compile(r"<base\b[^>]*?\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_NOSCRIPT = re.compile(r"<noscript\b[^>]*>(.*?)</noscript\s*>", re.IGNORECASE | re.DOTALL)
_LAZY_IMAGE = re.compile(r"<img\b[^>]*\bdata-", re.IGNORECASE)
_FRAME = re.compile(r"<iframe((?: [a-z-]+=\"[^\"]*\")*)>.*?</iframe>", re.DOTALL)
_TAG = re.compile(r"<(img|source|track|[a-z][a-z0-9]*(?= ))((?: [a-z-]+=\"[^\"]*\")*)>")
_LINK = re.compile(r" href=\"((?:[^\"&\xa0]|&amp;)*)\"")
_ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")
_REPEATED_IMAGE = re.compile(r"(<img src=\"[^\"]*\"[^>]*>)(?:\s*\1)+")
_SILENT_MEDIA = re.compile(
    r"<(audio|video)((?: [a-z-]+=\"[^\"]*\")*)>((?:\s*<(?:source|track)(?: [a-z-]+=\"[^\"]*\")*>)*\s*)</\1>"
)
_SOURCE = re.compile(r"<(?:audio|video|source)(?: [a-z-]+=\"[^\"]*\")*? src=\"([^\"]*)\"")
_PICTURES = ("<img", "<figure", "<table", "<iframe", "<video", "<audio")
_ADDRESSES = frozenset({"href", "src", "poster", "cite"})
_ANY_TAG = re.compile(r"<[^>]*>")
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|td|th|tr|dt|dd|br|img|hr|wbr|col|source|track|input|meta|link|base|area|embed|param)\b)[a-z]",
    re.IGNORECASE,
)
_DEEPEST = 512
_ROUNDS = 4


def clean_html(html: str, *, base: str | None = None, policy: HtmlPolicy = HtmlPolicy.ARTICLE) -> str:
    """Sanitised HTML with absolute addresses; ``base`` is the article's own (R-URL-01).

    Lazy images get their real address and every image an ``alt`` (R-TEXT-12), tracking pixels and parameters
    go (R-PRIV-01), players of known sites become a plain link, other frames go (R-TEXT-11).
    """
    if is_clean(html) and (policy is HtmlPolicy.ARTICLE or not any(tag in html for tag in _PICTURES)):
        return html
    cleaned = clean_text(html)
    if cleaned.count("<") > _DEEPEST and _too_deep(cleaned):
        return _without_markup(cleaned)
    for _ in range(_ROUNDS):
        before, cleaned = cleaned, _cleaned_once(cleaned, base, policy)
        if cleaned == before or is_clean(cleaned):
            return cleaned
    return _without_markup(cleaned)


def _too_deep(html: str) -> bool:
    """Whether elements are nested so deep that parsing them takes quadratic time."""
    depth = 0
    for closing in _NESTING.findall(html):
        depth += -1 if closing else 1
        if depth > _DEEPEST:
            return True
    return False


def _without_markup(html: str) -> str:
    """What is left of HTML that no cleaning settles: its text."""
    text = clean_text(unescape(_ANY_TAG.sub(" ", html)))
    return escape(text, quote=False).replace("\xa0", "&nbsp;")


def _cleaned_once(html: str, base: str | None, policy: HtmlPolicy) -> str:
    if _SPECIAL.search(html):
        base = _declared_base(html, base)
        html = _without_noscript(html)
    html = clean_text(_SANITISERS[policy].clean(html)).replace("\xa0", "&nbsp;")
    if "<iframe" in html:
        html = _FRAME.sub(lambda match: embed_link(_attributes(match[1])), html)
    html = _TAG.sub(lambda match: _repaired_tag(match, base), html)
    if "<img" in html:
        html = _REPEATED_IMAGE.sub(r"\1", html)
    if "</audio>" in html or "</video>" in html:
        html = _SILENT_MEDIA.sub(_with_fallback, html)
    return html


def _declared_base(html: str, base: str | None) -> str | None:
    """``<base href>`` of the fragment, which counts before the article's address (R-URL-01)."""
    match = _BASE.search(html)
    if not match:
        return base
    return absolute_url(unescape(match[1] or match[2] or match[3] or ""), base) or base


def _without_noscript(html: str) -> str:
    """Images for readers without scripts stand in for none, or double a lazy one."""
    return _NOSCRIPT.sub("" if _LAZY_IMAGE.search(html) else r"\1", html)


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def _repaired_tag(match: re.Match[str], base: str | None) -> str:
    """One start tag with its addresses absolute; an image, source or track that has none goes."""
    if match[1] == "a" and (link := _LINK.fullmatch(match[2])):
        url = absolute_url(link[1].replace("&amp;", "&"), base, schemes=LINKS)
        return f'<a href="{without_tracking(url).replace("&", "&amp;")}">' if url else "<a>"
    name, attributes = match[1], _attributes(match[2])
    attributes = image_attributes(attributes, base) if name == "img" else _resolved(attributes, base)
    needs_address = name in ("img", "track") or (name == "source" and "srcset" not in attributes)
    if needs_address and "src" not in attributes:
        return ""
    return "".join((f"<{name}", *(f' {key}="{_escaped(value)}"' for key, value in attributes.items()), ">"))


def _resolved(attributes: dict[str, str], base: str | None) -> dict[str, str]:
    resolved = {}
    for key, value in attributes.items():
        if key in _ADDRESSES:
            url = absolute_url(value, base, schemes=LINKS)
            if url:
                resolved[key] = without_tracking(url)
        elif key == "srcset":
            resolved |= {k: v for k, v in image_attributes({"src": "", key: value}, base).items() if k == key}
        elif not key.startswith("data-"):
            resolved[key] = value
    return resolved


def _with_fallback(match: re.Match[str]) -> str:
    """A player with the plain link that remains where players are not shown (R-TEXT-11)."""
    source = _SOURCE.search(match[0])
    if not source:
        return ""
    link = f'<a href="{source[1]}">{source[1]}</a>'
    return f"<{match[1]}{match[2]}>{match[3]}{link}</{match[1]}>"


def _escaped(value: str) -> str:
    """An attribute's value as the sanitiser spells it."""
    return escape(value, quote=False).replace('"', "&quot;").replace("\xa0", "&nbsp;")

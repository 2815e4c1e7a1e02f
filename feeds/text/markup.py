"""HTML from anywhere to HTML that any reader may show: safe, addresses absolute, no loss unreported.

Cleaning clean HTML changes no byte.
"""

import re
from enum import StrEnum
from html import escape, unescape

from msgspec import Struct, structs

from feeds.text.allowlist import (
    ARTICLE_TAGS,
    BASIC_BLOCKS_AS_DIV,
    BASIC_TAGS,
    BLOCKS_AS_DIV,
    LISTS_AS_UL,
    SCHEMES,
    sanitiser,
)
from feeds.text.bounded_html import bounded_html
from feeds.text.characters import clean_text, without_bad_characters
from feeds.text.cleanform import has_clean_characters, is_proven, is_settled
from feeds.text.html_patterns import URL
from feeds.text.images import attribute, image_tag, is_tracking_image, srcset
from feeds.text.nesting import MAX_REFERENCES
from feeds.text.ordinary_html import is_ordinary
from feeds.text.replacements import is_special, new_walk, rewritten
from feeds.text.signed_urls import signing_parameter_in_html
from feeds.text.simple_html import SimpleHtml, simply_sanitised
from feeds.text.urls import AddressResolver, absolute_url, without_tracking


class HtmlPolicy(StrEnum):
    """How much HTML an article may contain; ``basic`` has no pictures, media or tables."""

    ARTICLE = "article"
    BASIC = "basic"


class CleanedHtml(Struct, frozen=True, kw_only=True, gc=False):
    """Sanitised HTML; ``replaced`` names the elements that gave way to a link, fallback content or text.

    ``ordinary`` as ``is_ordinary`` says, and ``whole`` if no comment and no element was left out, where it
    is known.
    """

    html: str
    replaced: tuple[str, ...] = ()
    ordinary: bool = False
    whole: bool = False

    @property
    def signing(self) -> str | None:
        """The name of a parameter that signs the address of a medium or lets one client in."""
        return None if self.ordinary else signing_parameter_in_html(self.html)


_SANITISERS = {
    HtmlPolicy.ARTICLE: sanitiser(ARTICLE_TAGS, BLOCKS_AS_DIV),
    HtmlPolicy.BASIC: sanitiser(BASIC_TAGS, BASIC_BLOCKS_AS_DIV),
}
_RENAMED = {
    policy: re.compile(rf"<(/?)({'|'.join(sorted(blocks | LISTS_AS_UL))})(?=[ >])")
    for policy, blocks in ((HtmlPolicy.ARTICLE, BLOCKS_AS_DIV), (HtmlPolicy.BASIC, BASIC_BLOCKS_AS_DIV))
}
_ADDRESSED = re.compile(
    rf"<(?!a href=\"{URL}\">)"  # a link that stays as it is
    r"(?:(a|img|source|track|video|audio|blockquote|q|del|ins)((?: [a-z-]++=\"[^\"<>]*+\")++)>"
    r"|(img|source|track)>)"
)
_LINK = re.compile(r" href=\"((?:[^\"&\xa0]|&amp;)*+)\"")
_ATTRIBUTE = re.compile(r" ([a-z-]++)=\"([^\"]*+)\"")
_REPEATED_IMAGE = re.compile(r"(<img src=\"[^\"<>]*+\"[^<>]*+>)(?:\s*+\1)++")
_PRE_START = re.compile(r"<pre([^<>]*+)>\n++")
_PICTURES = ("<img", "<figure", "<table", "<details", "<video", "<audio")
_ADDRESSES = frozenset({"href", "src", "poster", "cite"})
_ANY_TAG = re.compile(r"<[^<>]*+>")
_CDATA_START, _CDATA_END = "<![CDATA[", "]]>"
_CLASS = ' class="'
_BEGINNING_CHARS = 120
_ROUNDS = 4


def clean_html(
    html: str, *, base: str | None = None, site: str | None = None, policy: HtmlPolicy = HtmlPolicy.ARTICLE
) -> str:
    """Return sanitised HTML with absolute addresses, as ``clean_article`` does."""
    return clean_article(html, base=base, site=site, policy=policy).html


def clean_article(
    html: str,
    *,
    base: str | None = None,
    site: str | None = None,
    policy: HtmlPolicy = HtmlPolicy.ARTICLE,
    without: str | None = None,
) -> CleanedHtml:
    """Return sanitised HTML with absolute addresses, and what was replaced.

    ``base`` is the article's own address (R-URL-01); ``site`` resolves relative addresses where it has none,
    and references to a part of the page then have no address. ``without`` is a CSS selector of elements to
    leave out; raises ``ValueError`` where it cannot be read.

    Lazy images get their real address and every image an ``alt`` (R-TEXT-12), tracking pixels and parameters
    are removed (R-PRIV-01), frames and objects become links (R-TEXT-11).
    """
    may_be_clean = _CLASS not in html[:_BEGINNING_CHARS]  # a pattern takes longer to see that it is not
    if may_be_clean and not without and (policy is HtmlPolicy.ARTICLE or not _has_pictures(html)):
        ordinary = is_ordinary(html)
        if (ordinary or is_proven(html)) and has_clean_characters(html):
            return CleanedHtml(html=html, ordinary=ordinary, whole=True)
    cleaned = without_bad_characters(without_cdata(html))
    if not without and policy is HtmlPolicy.ARTICLE:
        work = Cleaning(base=base, site=site, policy=policy)
        simple = work.simply(cleaned)
        if simple is not None and is_ordinary(simple.html):
            replaced = tuple(work.replaced)
            return CleanedHtml(html=simple.html, replaced=replaced, ordinary=True, whole=simple.whole)
    return _thoroughly_cleaned(bounded_html(cleaned), Cleaning(base=base, site=site, policy=policy), without)


def _thoroughly_cleaned(cleaned: str, work: "Cleaning", without: str | None) -> CleanedHtml:
    for _ in range(_ROUNDS):
        before, cleaned = cleaned, work.once(cleaned, without)
        if cleaned == before or is_settled(cleaned):
            return CleanedHtml(html=cleaned, replaced=tuple(work.replaced))
        without = None
    return CleanedHtml(html=_without_markup(cleaned), replaced=("markup",))


def without_cdata(text: str) -> str:
    """Return text without the ``<![CDATA[ … ]]>`` wrappers that were copied from an XML document."""
    if "[" not in text or _CDATA_START not in text:  # one character is found at a hundredth of the cost
        return text
    first, *sections = text.replace(f"{_CDATA_END}{_CDATA_START}", "").split(_CDATA_START)
    return first + "".join("".join(section.split(_CDATA_END, 1)) for section in sections)


class Cleaning:
    """The cleaning of one article: where its addresses lead, and what was ``replaced`` so far."""

    def __init__(self, *, base: str | None, site: str | None, policy: HtmlPolicy) -> None:
        self._policy = policy
        self.replaced: dict[str, None] = {}
        self._images = 0
        self._place(base or site, base)

    def once(self, html: str, without: str | None = None) -> str:
        """Replace, sanitise and resolve once."""
        basic = self._policy is HtmlPolicy.BASIC
        if without or is_special(html, basic=basic):
            walk = new_walk(self._base, self._article, basic=basic, replaced=self.replaced)
            html = rewritten(html, walk, without=without)
            self._place(walk.base, walk.article)
        if html.count("&") > MAX_REFERENCES:
            html = bounded_html(html)
        html = clean_text(_SANITISERS[self._policy].clean(html).replace("\xa0", "&nbsp;"))
        html = _RENAMED[self._policy].sub(_new_name, html)
        html = _without_repeated_images(_ADDRESSED.sub(self._resolved_tag, html))
        return _PRE_START.sub(r"<pre\1>", html) if "<pre" in html else html

    def simply(self, html: str) -> SimpleHtml | None:
        """Do the same with HTML that needs no parser; ``None`` where it needs one."""
        simple = simply_sanitised(html, self._resolver, self._start_tag)
        if simple is None or self._images <= 1:
            return simple
        return structs.replace(simple, html=_REPEATED_IMAGE.sub(r"\1", simple.html))

    def _place(self, base: str | None, article: str | None) -> None:
        self._base, self._article = base, article
        self._resolver = AddressResolver(base)

    def _resolved_tag(self, match: re.Match[str]) -> str:
        """Write one start tag with absolute addresses; an image, source or track without one is left out."""
        if match[1] == "a" and (link := _LINK.fullmatch(match[2])):
            return self._link(link[1].replace("&amp;", "&"))
        name = match[1] or match[3]
        attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(match[2] or "")}
        if name == "img":
            return self._image(attributes, match)
        resolved = self._resolved(attributes)
        if name in ("source", "track") and not resolved.keys() & {"src", "srcset"}:
            return ""
        return _written(name, resolved)

    def _start_tag(self, name: str, attributes: dict[str, str]) -> str | None:
        """Write the start tag of a link or an image; ``None`` for an image without an address."""
        if name == "img":
            self._images += 1
            return image_tag(attributes, self._resolver)
        href = attributes.get("href")
        return (
            self._link(href) if href and len(attributes) == 1 else _written(name, self._resolved(attributes))
        )

    def _link(self, href: str) -> str:
        url = self._absolute(href)
        return f'<a href="{url.replace("&", "&amp;")}">' if url else "<a>"

    def _image(self, attributes: dict[str, str], match: re.Match[str]) -> str:
        """Write an image, or its alternative text separated from adjacent words."""
        tag = None if self._policy is HtmlPolicy.BASIC else image_tag(attributes, self._resolver)
        if tag or is_tracking_image(attributes, self._resolver):
            return tag or ""
        self.replaced["img"] = None
        text = escape(" ".join(attributes.get("alt", "").split()), quote=False).replace("\xa0", "&nbsp;")
        around, at = match.string, match.span()
        before, after = around[max(0, at[0] - 1) : at[0]], around[at[1] : at[1] + 4]
        return (
            f"{' ' if before.isalnum() else ''}{text}{' ' if after[:1].isalnum() or after == '<img' else ''}"
        )

    def _resolved(self, attributes: dict[str, str]) -> dict[str, str]:
        resolved = {}
        for key, value in attributes.items():
            if key in _ADDRESSES:
                if url := self._absolute(value):
                    resolved[key] = url
            elif key == "srcset":
                if candidates := srcset(value, self._resolver):
                    resolved[key] = candidates
            elif not key.startswith("data-"):
                resolved[key] = value
        return resolved

    def _absolute(self, reference: str) -> str | None:
        """Resolve an address; a part of a page without address has none."""
        if reference and reference[0] != "#":
            url = self._resolver.absolute(reference, SCHEMES)
            if url is None:
                self.replaced["link"] = None
        else:
            url = absolute_url(reference, self._article)
        return url and without_tracking(url)


def _written(name: str, attributes: dict[str, str]) -> str:
    values = [f' {key}="{attribute(value)}"' for key, value in attributes.items()]
    return f"<{name}{''.join(values)}>"


def _without_repeated_images(html: str) -> str:
    return _REPEATED_IMAGE.sub(r"\1", html) if html.count("<img") > 1 else html


def _has_pictures(html: str) -> bool:
    return any(tag in html for tag in _PICTURES)


def _new_name(match: re.Match[str]) -> str:
    return f"<{match[1]}{'ul' if match[2] in LISTS_AS_UL else 'div'}"


def _without_markup(html: str) -> str:
    """Return the text of HTML that cannot be cleaned."""
    text = clean_text(unescape(_ANY_TAG.sub(" ", html)))
    return escape(text, quote=False).replace("\xa0", "&nbsp;")

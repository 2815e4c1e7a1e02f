"""Replace what a generator's templates would: shortcodes of Hugo and Zola, tags of Jekyll (Liquid) and Hexo.

Tags whose outcome is known become links and images. Others are taken out, and the text they enclose stays.
Source: Hugo, "Shortcodes"; Zola, "Shortcodes"; Jekyll, "Tags filters"; Hexo, "Tag Plugins".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import dropwhile
from types import MappingProxyType
from urllib.parse import quote

from feeds.readers.markdown.page_links import PageLinks

_SHORTCODE = re.compile(
    r"\{\{[<%]\s*+(?P<close>/?)\s*+(?P<name>[\w./-]{1,60}+)(?P<rest>[^{}]{0,2000}?)/?\s*[>%]\}\}"
)
_ESCAPED_SHORTCODE = re.compile(
    r"\{\{([<%])/\*((?:[^*{]|\*(?!/[>%]\}\})|\{(?!\{[<%]/\*)){0,2000}+)\*/([>%])\}\}"
)
_CALL = re.compile(r"\{\{\s*+(?P<name>\w{1,60})\((?P<rest>[^{}]{0,2000})\)\s*+\}\}")
_TAG = re.compile(r"\{%-?\s*+(?P<name>[\w-]{0,60}+)(?P<rest>(?:[^{}%]++|%(?!\}))*+)%\}")
_SITE_URL = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}")
_OUTPUT = re.compile(
    r"""\{\{-?\s*+(?:"(?P<double>[^"{}\n]{0,500})"|'(?P<single>[^'{}\n]{0,500})'|[\w.]{1,80})"""
    r"\s*+(?P<filters>\|[^{}]{0,200})?-?\}\}"
)
_SITE_FILTER = re.compile(r"relative_url|absolute_url|site\.(?:baseurl|url)|\|\s*+url\b")
_PARAMETER = re.compile(r"""(?:(\w{1,40})\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"'=,()]+))""")
_SIZE = re.compile(r"\d{1,5}%?")
_PAGES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "tweet": "https://twitter.com/i/status/{}",
    "twitter": "https://twitter.com/i/status/{}",
    "x": "https://twitter.com/i/status/{}",
    "instagram": "https://www.instagram.com/p/{}/",
}
_SOURCES = ("src", "url", "image", "image_path", "path", "file")
_IMAGE_ENDINGS = frozenset({"avif", "gif", "jpeg", "jpg", "png", "svg", "webp"})
_MEDIA_ENDINGS = frozenset({"m4a", "m4v", "mov", "mp3", "mp4", "ogg", "ogv", "wav", "webm"})
_REFERENCES = frozenset({"ref", "relref", "link", "post_url"})


def replace_tags(text: str, links: PageLinks) -> str:
    """Replace shortcodes, tags and outputs in a text without code."""
    if "{" not in text:
        return text
    text = _SITE_URL.sub("", text)
    text = _SHORTCODE.sub(lambda match: "" if match["close"] else _replacement(match, links), text)
    text = _CALL.sub(lambda match: _replacement(match, links), text)
    text = _TAG.sub(lambda match: _replacement(match, links), text)
    return _OUTPUT.sub(lambda match: _output(match, links), text)


def show_escaped(text: str) -> str:
    """Show the shortcodes that stand in comment signs: the generator does not replace them."""
    return _ESCAPED_SHORTCODE.sub(r"{{\1\2\3}}", text)


def _replacement(match: re.Match[str], links: PageLinks) -> str:
    """Return the Markdown or HTML of a shortcode or tag; nothing of one that is not known."""
    name = match["name"].lower()
    named, positional = _parameters(match["rest"].rstrip("- "))
    first = (positional or [""])[0]
    if name in _REFERENCES:
        return links.page(named.get("path") or first) or ""
    if name in _PAGES:
        id_ = named.get("id") or ("/".join(positional[:2]) if name == "gist" else first)
        return _link(_PAGES[name].format(quote(id_, safe="/"))) if id_ else ""
    if name in _HEXO:
        return _HEXO[name](positional, links) if positional else ""
    if name in {"figure", "image"} and first:
        named = {"src": first, **named}
    return _media(named, is_image=name in {"figure", "image", "img"})


def _output(match: re.Match[str], links: PageLinks) -> str:
    """Return a literal that a template writes, below the site's address if a filter says so."""
    literal = match["double"] if match["double"] is not None else match["single"]
    if literal is None:
        return ""
    below_site = match["filters"] and _SITE_FILTER.search(match["filters"])
    return (links.below(literal) or literal) if below_site else literal


def _parameters(text: str) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    positional: list[str] = []
    for match in _PARAMETER.finditer(text):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        if match[1]:
            named[match[1].lower()] = value
        else:
            positional.append(value)
    return named, positional


def _media(named: Mapping[str, str], *, is_image: bool) -> str:
    """Return what a tag of the site shows (``{% include figure.html src="a.jpg" %}``): an image or a link."""
    source = next((named[key] for key in _SOURCES if named.get(key)), "")
    ending = source.partition("?")[0].rpartition(".")[2].lower()
    if source and (is_image or ending in _IMAGE_ENDINGS):
        return _figure(source, named)
    return _link(source) if ending in _MEDIA_ENDINGS else ""


def _link(url: str) -> str:
    return f'<a href="{escape(url)}">{escape(url)}</a>'


def _post_link(words: Sequence[str], links: PageLinks) -> str:
    """Return a link to another article, whose text is the name of its file unless it is given."""
    text = escape(" ".join(words[1:]) or words[0])
    address = links.page(words[0])
    return f'<a href="{escape(address)}">{text}</a>' if address else text


def _hexo_image(words: Sequence[str], _: PageLinks) -> str:
    """Return the image of ``img`` or ``asset_img``: names of classes, a file, its size, and a title."""
    rest = list(dropwhile(lambda word: not re.search(r"[./]", word), words))
    title = " ".join(word for word in rest[1:] if not _SIZE.fullmatch(word))
    return _figure(rest[0], {"alt": title}) if rest else ""


def _figure(source: str, named: Mapping[str, str]) -> str:
    alt = escape(named.get("alt", named.get("caption", "")))
    caption = named.get("caption") or named.get("title") or ""
    image = f'<img src="{escape(source)}" alt="{alt}">'
    return f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>" if caption else image


_HEXO: Mapping[str, Callable[[Sequence[str], PageLinks], str]] = MappingProxyType(
    {
        "asset_img": _hexo_image,
        "asset_path": lambda words, _: words[0],
        "img": _hexo_image,
        "post_link": _post_link,
        "post_path": lambda words, links: links.page(words[0]) or "",
    }
)

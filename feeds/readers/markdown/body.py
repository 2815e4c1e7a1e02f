"""Convert Markdown bodies to HTML: CommonMark with tables, footnotes and task lists; raw HTML passes.

What a generator would replace (shortcodes of Hugo, Liquid of Jekyll, wiki links of Obsidian) is resolved or
taken out; the HTML is sanitised later, like that of every source.
"""

import re
from functools import cache
from html import escape
from urllib.parse import quote

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

_CODE = re.compile(
    r"^(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^(?P=fence)[ \t]*+$|\Z)|(?<!`)`[^`\n]{1,500}`",
    re.DOTALL | re.MULTILINE,
)
_SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?P<close>/?)\s*(?P<name>[\w./-]{1,60})(?P<rest>[^{}]{0,2000}?)/?\s*[>%]\}\}"
)
_ESCAPED_SHORTCODE = re.compile(r"\{\{([<%])/\*(.{0,2000}?)\*/([>%])\}\}", re.DOTALL)
_LIQUID_TAG = re.compile(r"\{%-?\s*[^{}]{0,1000}?-?%\}")
_SITE_URL = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}")
_LIQUID_OUTPUT = re.compile(r"\{\{-?\s*[\w.]{1,80}(?:\s*\|[^{}]{0,200})?\s*-?\}\}")
_EMBED = re.compile(r"!\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\]")
_WIKI_LINK = re.compile(r"(?<!!)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
_CALLOUT = re.compile(r"^(> ?)\[!(\w{1,20})\][+-]?[ \t]*(.*)$", re.MULTILINE)
_MDX_LINE = re.compile(
    r"^(?:import\s.{1,500}\sfrom\s+['\"].{1,300}['\"];?|export\s+(?:const|default)\s.{1,500})$", re.MULTILINE
)
_COMMENT = re.compile(r"%%.{0,5000}?%%", re.DOTALL)
_PARAMETER = re.compile(r"""(?:(\w{1,40})\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"'=]+))""")
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
_PAGES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "twitter": "https://twitter.com/i/status/{}",
    "x": "https://twitter.com/i/status/{}",
    "instagram": "https://www.instagram.com/p/{}/",
}
_FIRST_HEADING = re.compile(r"\s*+(?:#[ \t]+([^\n]{1,500})\n?|([^\n#>*+\-`|]{1,200})\n=+[ \t]*(?:\n|$))")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return parser.use(footnote_plugin).use(tasklists_plugin).use(deflist_plugin)


def markdown_html(body: str) -> str:
    """Return the HTML of a Markdown body; code keeps what looks like a shortcode.

    A shortcode in comment signs is one that the generator shows instead of replacing it.
    """
    shown = _ESCAPED_SHORTCODE.sub(r"{{\1\2\3}}", _outside_code(body))
    return str(_parser().render(shown))


def first_heading(body: str) -> tuple[str, str]:
    """Return the text of a heading of level 1 that opens the body, and the body without it."""
    match = _FIRST_HEADING.match(body)
    if match is None:
        return "", body
    text = (match[1] or match[2] or "").strip().rstrip("#").strip()
    return text, body[match.end() :]


def _outside_code(body: str) -> str:
    """Resolve what generators would replace, in everything but code."""
    parts, end = [], 0
    for match in _CODE.finditer(body):
        parts += [_resolved(body[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*parts, _resolved(body[end:])])


def _resolved(text: str) -> str:
    text = _MDX_LINE.sub("", text)
    if "{" in text:
        text = _LIQUID_TAG.sub("", _SITE_URL.sub("", _SHORTCODE.sub(_shortcode, text)))
        text = _LIQUID_OUTPUT.sub("", text)
    if "[[" in text:
        text = _WIKI_LINK.sub(lambda match: match[2] or match[1].rpartition("/")[2], _EMBED.sub(_embed, text))
    if "[!" in text:
        text = _CALLOUT.sub(
            lambda match: f"{match[1]}**{match[3] or match[2].capitalize()}**\n{match[1]}", text
        )
    return _COMMENT.sub("", text) if "%%" in text else text


def _shortcode(match: re.Match[str]) -> str:
    """Return the Markdown or HTML of a shortcode; an unknown one goes and what it encloses stays."""
    if match["close"]:
        return ""
    named, positional = _parameters(match["rest"])
    name = match["name"].lower()
    if name in {"figure", "img", "image"} and (source := named.get("src") or (positional or [""])[0]):
        return _figure(source, named)
    address = named.get("id") or (positional or [""])[-1]
    if name == "gist" and len(positional) > 1:
        address = "/".join(positional[:2])
    if name in _PAGES and address:
        url = _PAGES[name].format(quote(address, safe="/"))
        return f'<a href="{escape(url)}">{escape(url)}</a>'
    return ""


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


def _figure(source: str, named: dict[str, str]) -> str:
    alt = escape(named.get("alt", named.get("caption", "")))
    caption = named.get("caption") or named.get("title") or ""
    image = f'<img src="{escape(source)}" alt="{alt}">'
    return f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>" if caption else image


def _embed(match: re.Match[str]) -> str:
    """Return the image of ``![[picture.png]]``; another embedded note becomes its name."""
    target, label = match[1].strip(), match[2] or ""
    if target.lower().endswith(_IMAGES):
        alt = "" if label.isdecimal() else label
        return f'<img src="{escape(quote(target, safe="/:"))}" alt="{escape(alt)}">'
    return label or target.rpartition("/")[2]

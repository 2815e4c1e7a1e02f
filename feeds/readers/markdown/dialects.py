"""Replace what dialects of Markdown (MDX, Obsidian, kramdown, Docusaurus) add to CommonMark."""

import re
from html import escape
from urllib.parse import quote

from feeds.readers.markdown.page_links import PageLinks

_EMBED = re.compile(r"!\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\]")
_WIKI_LINK = re.compile(r"(?<!!)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
_CALLOUT = re.compile(r"^(> ?)\[!(\w{1,20})\][+-]?[ \t]*(.*)$", re.MULTILINE)
_MDX_LINE = re.compile(
    r"^(?:import\s.{1,500}\sfrom\s+['\"].{1,300}['\"];?|export\s+(?:const|default)\s.{1,500})$", re.MULTILINE
)
_COMMENT = re.compile(r"%%.{0,5000}?%%", re.DOTALL)
_CONTENTS = re.compile(
    r"^(?:\[(?:TOC|\[toc\])\][ \t]*+|(?:[*-]|1\.)[ \t][^\n]{0,100}\n\{:\s?toc[^{}\n]{0,50}\}[ \t]*+)$",
    re.MULTILINE | re.IGNORECASE,
)
_ID = r"\{#[^{}\n]{1,200}\}[ \t]*+$"
_HEADING_ID = re.compile(rf"^(#{{1,6}} (?:[^\n{{]|(?!{_ID})\{{){{1,500}}+){_ID}", re.MULTILINE)
_ATTRIBUTES = re.compile(
    r"""\{::?(?:\s*+(?:[.#][\w-]{1,100}|[\w-]{1,50}=(?:"[^"\n]{0,200}"|'[^'\n]{0,200}'|[^\s"'{}]{1,200})"""
    r"""|toc|/\w{0,20}|nomarkdown|options)){1,20}\s*+/?\}"""
)
_CONTAINER = re.compile(
    r"^[ \t]*+:{3,}+[ \t]*+(?P<name>\w{0,30})[ \t]*+(?P<title>[^\n{]{0,200}?)[ \t]*(?:\{[^\n]{0,200})?$",
    re.MULTILINE,
)
_ADMONITIONS = frozenset({"note", "tip", "info", "warning", "caution", "danger", "important", "details"})
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")


def replace_dialects(text: str, links: PageLinks) -> str:
    """Return a text without code as CommonMark; ``links`` finds the pages of wiki links."""
    text = _CONTENTS.sub("", _MDX_LINE.sub("", text))
    if "{" in text:
        text = _ATTRIBUTES.sub("", _HEADING_ID.sub(lambda match: match[1].rstrip(" \t"), text))
    if ":::" in text:
        text = _CONTAINER.sub(_container, text)
    if "[[" in text:
        text = _WIKI_LINK.sub(lambda match: _wiki_link(match, links), _EMBED.sub(_embed, text))
    if "[!" in text:
        text = _CALLOUT.sub(
            lambda match: f"{match[1]}**{match[3] or match[2].capitalize()}**\n{match[1]}", text
        )
    return _COMMENT.sub("", text) if "%%" in text else text


def _container(match: re.Match[str]) -> str:
    """Return the title of an admonition as a paragraph; lines that only open or close a block go."""
    name = match["name"].lower()
    if name not in _ADMONITIONS:
        return ""
    title = match["title"].removeprefix("[").removesuffix("]")
    return f"\n**{title or name.capitalize()}**\n"


def _wiki_link(match: re.Match[str], links: PageLinks) -> str:
    """Return a link to the page of a note; one that is not published becomes its text."""
    text, address = match[2] or match[1].rpartition("/")[2], links.page(match[1])
    return f"[{text}](<{address}>)" if address else text


def _embed(match: re.Match[str]) -> str:
    """Return the image of ``![[picture.png]]``; another embedded note becomes its name."""
    target, label = match[1].strip(), match[2] or ""
    if target.lower().endswith(_IMAGES):
        alt = "" if label.isdecimal() else label
        return f'<img src="{escape(quote(target, safe="/:"))}" alt="{escape(alt)}">'
    return label or target.rpartition("/")[2]

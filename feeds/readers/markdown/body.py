"""Convert Markdown bodies to HTML: CommonMark with tables, footnotes, task lists, definitions, admonitions.

What a generator would replace is resolved or taken out first. Raw HTML passes; it is sanitised later, like
that of every source.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape, unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from feeds.readers.markdown.dialects import replace_dialects
from feeds.readers.markdown.page_links import NO_LINKS, PageLinks
from feeds.readers.markdown.template_blocks import split_parts
from feeds.readers.markdown.template_tags import replace_tags, show_escaped

_HREF = re.compile(r"""(\shref=)(["'])([^"'\n]{1,500})\2""")
_FIRST_HEADING = re.compile(r"\s*+(?:#[ \t]+([^\n]{1,500})\n?|([^\n#>*+\-`|]{1,200})\n=+[ \t]*(?:\n|$))")


def markdown_html(body: str, links: PageLinks = NO_LINKS) -> str:
    """Return the HTML of a Markdown body; code keeps what looks like a shortcode.

    ``links`` finds the pages of other files. A link to one that is not published becomes its text.
    """
    parts = (
        replace_dialects(replace_tags(part.text, links), links) if part.is_text else part.text
        for part in split_parts(body)
    )
    parser = _parser()
    notes: dict[str, object] = {}
    tokens = parser.parse(show_escaped("".join(parts)), notes)
    for token in tokens:
        _resolve_links((token, *(token.children or ())), links)
    return str(parser.renderer.render(tokens, parser.options, notes))


def first_heading(body: str) -> tuple[str, str]:
    """Return the text of a heading of level 1 that opens the body, and the body without it."""
    match = _FIRST_HEADING.match(body)
    if match is None:
        return "", body
    text = (match[1] or match[2] or "").strip().rstrip("#").strip()
    return text, body[match.end() :]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(tasklists_plugin).use(deflist_plugin).use(admon_plugin)
    return parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_formula)


def _formula(text: str, options: Mapping[str, object]) -> str:
    """Show a formula as it is written: without scripts nothing else is readable."""
    signs = "$$" if options.get("display_mode") else "$"
    return f"{signs}{escape(text, quote=False)}{signs}"


def _resolve_links(tokens: Sequence[Token], links: PageLinks) -> None:
    """Let links to files lead to their pages; one that leads nowhere is hidden, but not its text."""
    hidden: list[bool] = []
    for token in tokens:
        if token.type in {"html_block", "html_inline"}:
            token.content = _HREF.sub(lambda match: _resolved_href(match, links), token.content)
        elif token.type == "link_open":
            href = str(token.attrGet("href") or "")
            address = links.page(href) if _is_file(href) else href
            token.attrSet("href", address or "")
            token.hidden = not address
            hidden.append(token.hidden)
        elif token.type == "link_close" and hidden:
            token.hidden = hidden.pop()


def _resolved_href(match: re.Match[str], links: PageLinks) -> str:
    """Return an ``href`` of raw HTML that leads to a page instead of a file."""
    address = links.page(unescape(match[3])) if _is_file(match[3]) else None
    return f"{match[1]}{match[2]}{escape(address)}{match[2]}" if address else match[0]


def _is_file(href: str) -> bool:
    """Whether a link names a Markdown file of the site instead of a page."""
    path = href.partition("#")[0]
    return href.startswith("@/") or (path.endswith((".md", ".mdx")) and "://" not in path)

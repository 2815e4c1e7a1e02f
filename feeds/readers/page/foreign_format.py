"""Recognise documents that are not article pages, so that they are refused by name."""

import re

from feeds.model import Finding, Severity

_HEAD_CHARS = 4_000
_MARKDOWN_LINES = 2
_FRONT_MATTER = re.compile(r"(?:---|\+\+\+)[ \t]*\n(?:[^\n]*\n){0,60}?(?:---|\+\+\+)[ \t]*(?:\n|$)")
_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|[*+-] \S|> \S|```|\d{1,3}\. \S|!\[[^\]\n]{0,200}\]\(|.{0,200}\]\(https?://)", re.MULTILINE
)
_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,60})[\s/>]")
_PROLOGUE = re.compile(
    r"\s*(?:<\?.{0,1000}?\?>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>\[]{0,500}>\s*)*", re.DOTALL
)
_XML = {
    "rss": ("an RSS feed", "feed"),
    "feed": ("an Atom feed", "feed"),
    "rdf": ("an RSS 1.0 feed", "feed"),
    "opml": ("an OPML list", "opml"),
    "urlset": ("a sitemap", "page, with its address in url"),
    "sitemapindex": ("a sitemap index", "page, with its address in url"),
    "nitf": ("a NITF document", "nitf"),
    "newsitem": ("a NewsML-G2 document", "newsml"),
    "newsmessage": ("a NewsML-G2 document", "newsml"),
    "newsml": ("a NewsML document", "newsml"),
}
"""Root elements in lower case, what they are, and the kind of source that reads them."""


def foreign_format(text: str) -> tuple[str, str] | None:
    """Return what a document is and the kind of source for it; ``None`` for HTML and plain text."""
    head = text[:_HEAD_CHARS].lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        return _xml_format(head)
    if head[:1] in "{[" and re.match(r"[{\[]\s*[\"{\[]", head):
        return "a JSON document", "jsonl, ninjs or json"
    lines = head.replace("\r\n", "\n")
    if _FRONT_MATTER.match(lines):
        return "a Markdown file with front matter", "markdown"
    if _HEADING.search(lines) and len(_MARKDOWN.findall(lines)) >= _MARKDOWN_LINES:
        return "a Markdown file", "markdown"
    return None


def refusal(format_name: str, kind: str) -> Finding:
    """Return the error for a document that is not an article page."""
    return Finding(
        code="PAGE003",
        name="not-a-page",
        severity=Severity.ERROR,
        message=f"this is {format_name}, not an article page. Read it with a source of kind {kind}",
    )


def _xml_format(head: str) -> tuple[str, str] | None:
    declared = head.startswith("<?xml")
    prologue = _PROLOGUE.match(head)
    root = _ROOT.match(head, prologue.end() if prologue else 0)
    name = root[1].lower() if root else ""
    if name in _XML:
        return _XML[name]
    return (f"an XML document <{name}>", "xml") if declared and name not in {"", "html"} else None

"""Checks of plain text, which should contain no markup, and of HTML, which should be safe and complete."""

import re

from feeds.validate.element import DocumentState, Frame
from feeds.validate.rule import Rule
from feeds.validate.rules import text as rules
from feeds.validate.values.markup import HtmlFlaw, html_flaws
from feeds.validate.values.plain_text import markup_in, reference_in

_REFERENCE_LIKE = re.compile(r"&#?\w")
_AMBIGUOUS = re.compile(r"&#[x0-9]|<[/a-zA-Z]")

_FLAWS = {
    HtmlFlaw.BROKEN: (rules.BROKEN_HTML, "its HTML is broken: {}; write it with an HTML library"),
    HtmlFlaw.UNKNOWN: (rules.BROKEN_HTML, "<{}> is not an HTML element; remove it or correct its spelling"),
    HtmlFlaw.RISKY: (rules.RISKY_ELEMENT, "its HTML contains <{}>, which readers remove; leave it out"),
    HtmlFlaw.ATTRIBUTE: (
        rules.RISKY_ATTRIBUTE,
        "its HTML contains the attribute {}, which readers remove; leave it out",
    ),
    HtmlFlaw.STYLE: (
        rules.RISKY_STYLE,
        "its HTML contains the style {!r}, which readers remove; leave it out",
    ),
    HtmlFlaw.SCRIPT: (rules.SCRIPT_LINK, "its HTML runs a script from a link: {!r}; remove the link"),
    HtmlFlaw.RELATIVE: (
        rules.RELATIVE_REFERENCE,
        "its HTML refers to the relative address {!r}; write an absolute one",
    ),
}


def plain(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require plain text."""
    if "<" in value or "&" in value:
        check_plain(walk, frame, value, where, rules.PLAIN_MARKUP)


def check_plain(walk: DocumentState, frame: Frame, value: str, where: str, rule: Rule) -> None:
    """Look for what readers interpret as markup; it breaks ``rule``."""
    found = markup_in(value)
    if found is None and "&" in value:
        found = reference_in(value)
        if found and _uses_hexadecimal(walk, frame):
            found = None
        if found is None and _REFERENCE_LIKE.search(value):
            return
    if found:
        message = f"{where} is plain text and contains {found}; write text without markup, escaped once"
        walk.report(rule, message, frame, where)
        return
    if walk.vocabulary == "rss" and walk.version[:2] == "2.":
        _check_ambiguous(walk, frame, value, where)


def _check_ambiguous(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    ambiguous = _AMBIGUOUS.search(value)
    if ambiguous and not _uses_hexadecimal(walk, frame):
        message = f"{where} contains {ambiguous[0]!r}; write &#x3C; or &#x26;"
        walk.report(rules.HARD_CHARACTERS, message, frame, where)


def _uses_hexadecimal(walk: DocumentState, frame: Frame) -> bool:
    """Return whether the element uses hexadecimal references, which every reader takes as text."""
    return b"&#x" in walk.raw(frame)


def safe_html(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Require safe and complete HTML with absolute addresses."""
    check_html(walk, frame, value, where, relative=True)


def check_html(walk: DocumentState, frame: Frame, value: str, where: str, *, relative: bool) -> None:
    """Report every flaw of an HTML fragment, relative addresses only if ``relative``."""
    if "<" in value or "&" in value:
        for flaw, about in html_flaws(value):
            if flaw is not HtmlFlaw.RELATIVE or relative:
                rule, text = _FLAWS[flaw]
                walk.report(rule, f"{where}: {text.format(about)}", frame, where)

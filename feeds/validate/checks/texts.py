"""Plain text that should hold no markup, and HTML that should hold nothing unsafe."""

import re

from feeds.validate.element import DocumentState, Frame
from feeds.validate.rule import Rule
from feeds.validate.rules import text as rules
from feeds.validate.values.markup import Flaw, flaws_of
from feeds.validate.values.plain import markup_in, references_in

_HARD = re.compile(r"&#[x0-9]|<[/a-zA-Z]")

_FLAWS = {
    Flaw.BROKEN: (rules.BROKEN_HTML, "its HTML is broken: {}"),
    Flaw.UNKNOWN: (rules.BROKEN_HTML, "<{}> is no element of HTML"),
    Flaw.RISKY: (rules.RISKY_ELEMENT, "its HTML holds <{}>, which readers remove"),
    Flaw.ATTRIBUTE: (rules.RISKY_ATTRIBUTE, "its HTML holds the attribute {}, which readers remove"),
    Flaw.STYLE: (rules.RISKY_STYLE, "its HTML holds the style {!r}, which readers remove"),
    Flaw.SCRIPT: (rules.SCRIPT_LINK, "its HTML runs a script from a link: {!r}"),
    Flaw.RELATIVE: (rules.RELATIVE_REFERENCE, "its HTML refers to {!r}, which is relative"),
}


def plain(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Text for people, without markup."""
    if "<" in value or "&" in value:
        judge_plain(walk, frame, value, where, rules.PLAIN_MARKUP)


def judge_plain(walk: DocumentState, frame: Frame, value: str, where: str, rule: Rule) -> None:
    """Look for what readers take for markup; ``rule`` is broken by it."""
    found = markup_in(value)
    if found:
        walk.report(rule, f"{where} is plain text and holds {found}", frame, where)
        return
    if "&" in value:
        found = references_in(value)
        if found and not _by_number(walk, frame):
            walk.report(rule, f"{where} is plain text and holds {found}", frame, where)
            return
        if _REFERENCE_LIKE.search(value):
            return
    hard = _HARD.search(value) if walk.vocabulary == "rss" and walk.version[:2] == "2." else None
    if hard and not _by_number(walk, frame):
        walk.report(rules.HARD_CHARACTERS, f"{where} holds {hard[0]!r}; write &#x3C; or &#x26;", frame, where)


_REFERENCE_LIKE = re.compile(r"&#?\w")


def _by_number(walk: DocumentState, frame: Frame) -> bool:
    """Whether the element uses hexadecimal references, which every reader takes as text."""
    return b"&#x" in walk.raw(frame)


def safe_html(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """HTML of an RSS item: safe, whole, with absolute addresses."""
    judge_html(walk, frame, value, where, relative=True)


def judge_html(walk: DocumentState, frame: Frame, value: str, where: str, *, relative: bool) -> None:
    """Report every flaw of a piece of HTML; ``relative`` tells whether relative addresses are one."""
    if "<" in value or "&" in value:
        for flaw, about in flaws_of(value):
            if flaw is not Flaw.RELATIVE or relative:
                rule, text = _FLAWS[flaw]
                walk.report(rule, f"{where}: {text.format(about)}", frame, where)

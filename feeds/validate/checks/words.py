"""Checks of texts against a pattern or a list of words."""

import re
from collections.abc import Collection

from feeds.validate.element import Check, DocumentState, Frame
from feeds.validate.rule import Rule
from feeds.validate.rules import numbers as rules

_MAX_LISTED = 12


def matching(pattern: "re.Pattern[str]", rule: Rule, expected: str) -> Check:
    """Return a check of texts that must match a pattern as a whole; ``expected`` describes it."""

    def check(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        if not pattern.fullmatch(value):
            walk.report(rule, f"{value[:80]!r} is not valid here; write {expected}", frame, where)

    return check


def one_of(words: Collection[str], rule: Rule, *, any_case: bool = False) -> Check:
    """Return a check of texts that must be one of a list of words."""
    allowed = (
        f"one of {', '.join(sorted(words))}" if len(words) <= _MAX_LISTED else "a word of the specification"
    )

    def check(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
        if (value.lower() if any_case else value) not in words:
            walk.report(rule, f"{value[:40]!r} is not allowed here; write {allowed}", frame, where)

    return check


yes_no = one_of({"yes", "no"}, rules.YES_NO)
true_false = one_of({"true", "false"}, rules.TRUE_FALSE, any_case=True)
true_false_strict = one_of({"true", "false"}, rules.TRUE_FALSE)

"""Every regular expression of the code base takes time in proportion to its text, whatever the text."""

import os
import re
from time import process_time

import pytest

from tests.security.patterns import Attack, Pattern, all_patterns, attacks, seconds

FIRST_CHARS, SECOND_CHARS = 1_000, 8_000
LONG_CHARS = int(os.environ.get("FEEDS_PATTERN_CHARS", "0"))
"""``make attack`` measures with texts of 1,000,000 characters too."""

WORST = 3
SLOW_S = 0.05
"""A linear pattern reads 8,000 characters in a millisecond or two; a quadratic one needs over 100 ms."""

REFERENCE = re.compile("[ab]")
REFERENCE_S = 0.05
"""What ``REFERENCE`` takes to match 1,000,000 times on the machine that the limits are meant for."""

LONG_SLOW_S = 0.05
"""The limit of a pattern on 1,000,000 characters on that machine."""

MARGIN = 1.6
"""How far measurements of one pattern differ on a busy machine."""

OFFLINE = ("validate/",)
"""Patterns that a server only uses on short fields: `feeds validate` may take four times as long."""

BOUNDED_CHARS = {
    "config/": 200,  # written by the operator
    "readers/page/article.py": 200,  # a time that was read already
    "readers/page/body.py": 200,  # the end of a paragraph
    "readers/page/": 160,  # lines: longer ones are not looked at
    "text/date_words.py": 120,
    "text/dateforms.py": 200,
    "readers/emails.py": 1_000,  # names of authors
    "readers/xml_repair.py": 1_000,  # the head of a document, with bounded repetitions
    "render/strict.py": 2_000,  # ids
    "server/http/headers.py:_HOST": 300,
    "text/images.py:_PIXEL": 16_000,  # addresses
    "text/images.py:_PLACEHOLDER_NAME": 200,
    "readers/markdown/body.py:_PARAMETER": 2_000,  # the rest of a shortcode
    "readers/wordpress/shortcodes.py:_ATTRIBUTE": 2_000,
    "readers/markdown/record.py:_NAME_SEPARATOR": 10_000,
    "readers/markdown/record.py": 200_000,  # front matter
    "validate/elements/google_base.py": 400,  # matched as a whole by the check that they are given to
}
"""The longest text that the code lets reach the patterns of a file, where it checks the length first."""


def limit_of(pattern: Pattern) -> int | None:
    names = (pattern.name, pattern.place)
    return next(
        (chars for path, chars in BOUNDED_CHARS.items() if any(name.startswith(path) for name in names)), None
    )


def reference_s() -> float:
    text = "a" * 1_000_000
    began_s = process_time()
    for _ in REFERENCE.finditer(text):
        pass
    return process_time() - began_s


def long_s(pattern: Pattern, attack: Attack) -> float:
    """Return the time on a long text, as on the machine that limits are meant for: the best of three."""
    text = attack.text(LONG_CHARS)
    scale = REFERENCE_S * LONG_CHARS / 1_000_000
    return min(seconds(pattern, text) * scale / reference_s() for _ in range(3))


def slowest(pattern: Pattern) -> float:
    """Return the longest time over all attacks, with a long text as a share of ``SLOW_S`` of its limit."""
    if limit := limit_of(pattern):
        return max(seconds(pattern, attack.text(limit)) for attack in attacks(pattern))
    every = list(attacks(pattern))
    worst = sorted(every, key=lambda attack: seconds(pattern, attack.text(FIRST_CHARS)))[-WORST:]
    found = max(seconds(pattern, attack.text(SECOND_CHARS)) for attack in worst)
    if found > SLOW_S or not LONG_CHARS:
        return found
    limit_s = LONG_SLOW_S * MARGIN * (4 if pattern.place.startswith(OFFLINE) else 1)
    return max(long_s(pattern, attack) for attack in worst) * SLOW_S / limit_s


@pytest.fixture(scope="module")
def patterns() -> list[Pattern]:
    return all_patterns()


def test_all_patterns_are_found(patterns: list[Pattern]) -> None:
    places = {pattern.place.partition(":")[0] for pattern in patterns}
    assert len(patterns) > 200
    assert {"text/urls.py", "text/markup.py", "server/http/headers.py", "validate/values/mail.py"} <= places


def test_no_pattern_is_slow_on_any_text(patterns: list[Pattern]) -> None:
    suspects = [pattern for pattern in patterns if slowest(pattern) > SLOW_S]
    # a second look: the processor may have been slow the first time
    assert [pattern for pattern in suspects if slowest(pattern) > SLOW_S] == []

"""Every regular expression of the code base takes time in proportion to its text, whatever the text."""

import os

import pytest

from tests.security.patterns import Pattern, all_patterns, attacks, seconds

FIRST_CHARS, SECOND_CHARS = 1_000, 8_000
LONG_CHARS = int(os.environ.get("FEEDS_PATTERN_CHARS", "0"))
LONG_SLOW_S = 0.25
"""``make attack`` reads longer texts too: a linear pattern takes up to 150 milliseconds a megabyte."""

WORST = 3
SLOW_S = 0.05
"""A linear pattern reads 8,000 characters in a millisecond or two; a quadratic one needs over 100 ms."""

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
    "validate/elements/google_base.py": 400,  # matched as a whole by the check that they are given to
}
"""The longest text that the code lets reach the patterns of a file, where it checks the length first."""


def limit_of(pattern: Pattern) -> int | None:
    return next((chars for path, chars in BOUNDED_CHARS.items() if pattern.place.startswith(path)), None)


def slowest(pattern: Pattern) -> float:
    """Return the longest time over all attacks; only the worst of short texts are repeated with long ones."""
    if limit := limit_of(pattern):
        return max(seconds(pattern, text) for text in attacks(pattern, limit))
    times = [seconds(pattern, text) for text in attacks(pattern, FIRST_CHARS)]
    worst = sorted(range(len(times)), key=times.__getitem__)[-WORST:]
    long = list(attacks(pattern, SECOND_CHARS))
    found = max(seconds(pattern, long[number]) for number in worst)
    chars = SECOND_CHARS
    while found <= SLOW_S and chars < LONG_CHARS:
        chars = min(4 * chars, LONG_CHARS)  # a quadratic pattern is found before it takes minutes
        long = list(attacks(pattern, chars))
        found = max(seconds(pattern, long[number]) for number in worst) * SLOW_S / LONG_SLOW_S
    return found


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

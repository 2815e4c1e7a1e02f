"""Every regular expression of the code base takes time in proportion to its text, whatever the text.

Texts of 1,000,000 characters: ``python -m tests.security.pattern_times`` (`make attack`).
"""

import pytest

from tests.security.pattern_times import slowest
from tests.security.patterns import Pattern, all_patterns


@pytest.fixture(scope="module")
def patterns() -> list[Pattern]:
    return all_patterns()


def test_all_patterns_are_found(patterns: list[Pattern]) -> None:
    places = {pattern.place.partition(":")[0] for pattern in patterns}
    assert len(patterns) > 200
    assert {"text/urls.py", "text/markup.py", "server/http/headers.py", "validate/values/mail.py"} <= places


def test_no_pattern_is_slow_on_any_text(patterns: list[Pattern]) -> None:
    suspects = [pattern for pattern in patterns if slowest(pattern).is_slow]
    # a second look: the processor may have been slow the first time
    assert [pattern for pattern in suspects if slowest(pattern).is_slow] == []

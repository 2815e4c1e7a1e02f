"""How long every regular expression of the code base takes on the texts that are worst for it.

``python -m tests.security.pattern_times [--chars N] [--only PREFIX ...]`` measures texts of N characters
(1,000,000), package after package, and prints the slowest patterns.
"""

import argparse
import re
import sys
from dataclasses import dataclass
from itertools import groupby
from time import process_time

from tests.security.patterns import Attack, Pattern, all_patterns, attacks, seconds

FIRST_CHARS, SECOND_CHARS = 1_000, 8_000
_STEP = 5
"""Texts grow by this factor, so that a quadratic pattern is found long before it takes minutes."""

WORST = 3
SLOW_S = 0.05
"""The limit for any text on the machine that limits are meant for.

A linear pattern reads 8,000 characters in a millisecond or two; a quadratic one needs over 100 ms.
"""

REFERENCE = re.compile("[ab]")
REFERENCE_S = 0.05
"""What ``REFERENCE`` takes to match 1,000,000 times on the machine that the limits are meant for."""

TRIALS = 8
"""How often a pattern over its limit is measured again: other processes slow down some of the trials."""

BOUNDED_CHARS = {
    "config/": 200,  # written by the operator
    "readers/page/article.py": 200,  # a time that was read already
    "readers/page/body.py": 200,  # the end of a paragraph
    "readers/page/": 160,  # lines: longer ones are not looked at
    "text/date_words.py": 120,
    "text/date_patterns.py": 200,
    "text/dateforms.py": 200,
    "readers/cleaning_context.py:_E": 10_000,  # the beginning of a title or summary
    "readers/emails.py": 1_000,  # names of authors
    "readers/xml_repair.py": 1_000,  # the head of a document, with bounded repetitions
    "render/strict.py": 2_000,  # ids
    "readers/xml_records.py:_P": 2_000,  # paths of settings
    "server/http/headers.py:_HOST": 300,
    "server/http/": 32_768,  # all header fields of a request
    "text/signed_urls.py": 16_000,  # addresses
    "text/urls.py": 16_000,
    "text/plain.py:_MARKUP": 200_000,  # names, titles and summaries
    "text/images.py:_PIXEL": 16_000,  # addresses
    "text/images.py:_PLACEHOLDER_NAME": 200,
    "readers/markdown/template_tags.py:_PARAMETER": 2_000,  # the rest of a shortcode
    "readers/wordpress/shortcodes.py:_ATTRIBUTE": 2_000,
    "readers/markdown/record.py:_NAME_SEPARATOR": 10_000,
    "readers/markdown/generators.py": 200_000,  # front matter
    "readers/markdown/record.py": 200_000,
    "validate/values/dates.py:_COMMENT_PART": 10_000,
    "validate/values/languages.py": 255,
    "validate/values/mail.py": 400,
    "validate/values/style.py": 2_000,
    "validate/elements/google_base.py": 400,  # matched as a whole by the check that they are given to
}
"""The longest text that the code lets reach the patterns of a file, where it checks the length first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slowest:
    """The longest time of a pattern, as on the machine that the limit is meant for."""

    pattern: Pattern
    took_s: float
    chars: int
    attack: Attack

    @property
    def is_slow(self) -> bool:
        """Whether it is over the limit."""
        return self.took_s > SLOW_S


def limit_of(pattern: Pattern) -> int | None:
    """Return the longest text that can reach a pattern, ``None`` if it is not bounded."""
    names = (pattern.name, pattern.place)
    return next(
        (chars for path, chars in BOUNDED_CHARS.items() if any(name.startswith(path) for name in names)), None
    )


def slowest(pattern: Pattern, chars: int = SECOND_CHARS) -> Slowest:
    """Return the longest time over all attacks on a pattern, with texts of up to ``chars`` characters."""
    longest = min(limit_of(pattern) or chars, chars)
    size = min(FIRST_CHARS, longest)
    timed = [(seconds(pattern, attack.text(size)), attack) for attack in attacks(pattern)]
    while True:
        timed.sort(key=lambda one: -one[0])
        took_s, attack = timed[0]
        trials = 0
        while took_s > SLOW_S and trials < TRIALS:
            took_s, trials = min(took_s, seconds(pattern, attack.text(size)) * _slowness()), trials + 1
        if took_s > SLOW_S or size >= longest:
            return Slowest(pattern=pattern, took_s=took_s, chars=size, attack=attack)
        size = SECOND_CHARS if size < SECOND_CHARS < longest else min(size * _STEP, longest)
        timed = [(seconds(pattern, one.text(size)), one) for _, one in timed[:WORST]]


def _slowness() -> float:
    """Return the speed of this processor now, as a share of that which limits are meant for."""
    text = "a" * 1_000_000
    began_s = process_time()
    for _ in REFERENCE.finditer(text):
        pass
    return REFERENCE_S / (process_time() - began_s)


def main() -> None:
    """Measure as the command line says; exit 1 if a pattern is slow."""
    parser = argparse.ArgumentParser(prog="python -m tests.security.pattern_times", description=__doc__)
    parser.add_argument("--chars", type=int, default=1_000_000, help="length of the texts")
    parser.add_argument("--only", nargs="*", default=[""], help="beginnings of places (readers/page)")
    args = parser.parse_args()
    chosen = [one for one in all_patterns() if one.place.startswith(tuple(args.only))]
    slow = list[Slowest]()
    for package, patterns in groupby(chosen, key=lambda one: one.place.partition("/")[0]):
        times = sorted((slowest(one, args.chars) for one in patterns), key=lambda one: -one.took_s)
        slow += [one for one in times if one.is_slow]
        print(f"{package}: {len(times)} patterns, {sum(one.is_slow for one in times)} slow", flush=True)
        for one in times[: max(5, sum(one.is_slow for one in times))]:
            name = one.pattern.name or one.pattern.place
            print(f"  {one.took_s * 1e3:7.1f} ms at {one.chars:,}: {name} {one.attack}", flush=True)
    print(f"{len(chosen)} patterns, {len(slow)} slow: {[one.pattern.place for one in slow]}")
    sys.exit(bool(slow))


if __name__ == "__main__":
    main()

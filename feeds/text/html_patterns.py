"""The parts of clean HTML that both of its recognisers are made of, as the insides of patterns.

Quantifiers are possessive. An engine without them reads the parts in the form that ``for_automaton`` gives.
"""

import re
from string import ascii_lowercase, digits
from typing import Any

from feeds.text.characters import BAD
from feeds.text.signed_urls import SIGNING_NAMES
from feeds.text.urls import TRACKER_NAMES, TRACKERS

FORMATTING = ("em", "strong", "b", "i", "u", "s", "code", "sub", "sup", "q", "cite", "small", "mark", "kbd")
BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6")

TEXT = rf"[^<>&\xa0{BAD}]++|&(?:amp|lt|gt|nbsp);"
VALUE = rf"(?:[^\"<>&\xa0{BAD}]++|&(?:amp|quot|lt|gt|nbsp);)*+"
_PART = r"(?:[A-Za-z0-9\-._~!$'()*+,=:@/?]++|%[0-9A-Fa-f]{2}|&amp;)*+"
_PLACE = (
    r"https?://[a-z0-9]++(?:[.-]++[a-z0-9]++)*+"
    r"(?:/(?:[A-Za-z0-9\-._~!$'()*+,=:@/]++|%[0-9A-Fa-f]{2})*+)?"
)
URL = (
    rf"{_PLACE}(?:\?(?!(?:[^\"#]*&amp;)?(?:{TRACKERS})[=&\"#]){_PART})?"
    rf"(?:#(?!{TRACKERS}){_PART})?"
)
URL_OR_TRACKER = rf"{_PLACE}(?:\?{_PART})?(?:#{_PART})?"
"""The same without the lookahead for parameters that follow people."""

_NAME = r"(?:[A-Za-z0-9\-._~!$'()*+,:@/]|%[0-9A-Fa-f]{2})"
_AVOIDED_LETTERS = {name[0] for name in (*TRACKER_NAMES, *SIGNING_NAMES)}
_LETTERS = "".join(letter for letter in ascii_lowercase if letter not in _AVOIDED_LETTERS)
_PARAMETER = rf"(?:[{_LETTERS}{_LETTERS.upper()}0-9]{_NAME}*|{_NAME}{{1,2}})(?:=(?:{_NAME}|=)*)?"
URL_WITHOUT_TRACKER = rf"{_PLACE}(?:\?{_PARAMETER}(?:&amp;{_PARAMETER})*)?"
"""The same with few parameters: their names are shorter, or begin otherwise, than those that are avoided."""

_MEMORY_BYTES = 64_000_000
_SIZE = r"(?:[2-9]|[1-9]\d{1,4})"
_DESCRIPTOR = r" \d{1,6}(?:\.\d{1,6})?[wx]"


def image(url: str) -> str:
    """Return the pattern of an image, with the pattern of its addresses."""
    candidates = f"{url}{_DESCRIPTOR}(?:, {url}{_DESCRIPTOR})*+"
    return (
        rf'<img src="{url}" alt="{VALUE}"(?: title="{VALUE}")?(?: width="{_SIZE}")?(?: height="{_SIZE}")?'
        rf'(?: srcset="{candidates}")?(?: sizes="{VALUE}")?>'
    )


def link(url: str) -> str:
    """Return the pattern of the start of a link, with the pattern of its address."""
    return rf'<a href="{url}"(?: title="{VALUE}")?>'


def names_except(names: frozenset[str]) -> str:
    """Return the pattern of the names of elements that are none of these, in any case."""
    return f"(?i:{_rest(names, '')})"


def _rest(names: frozenset[str], start: str) -> str:
    """Return what may follow the start of a name."""
    following = sorted({name[len(start)] for name in names if name.startswith(start) and name != start})
    alphabet = ascii_lowercase + (digits if start else "")
    others = "".join(one for one in alphabet if one not in following)
    known = (f"{one}{_rest(names, start + one)}" for one in following)
    may_end = bool(start) and start not in names
    return f"(?:{'|'.join((f'[{others}][a-z0-9]*', *known))}){'?' if may_end else ''}"


def for_automaton(pattern: str) -> str:
    """Return a pattern without possessive quantifiers and surrogates: an automaton never goes back."""
    plain = pattern.replace("++", "+").replace("*+", "*").replace("\ud800-\udfff", "")
    return re.sub("[^ -~]", lambda one: rf"\x{{{ord(one[0]):x}}}", plain)


def automaton(pattern: str) -> Any:
    """Compile a pattern of google-re2, which reads bytes of UTF-8 in one pass."""
    import re2  # type: ignore[import-untyped]  # loaded here: commands that read nothing do not wait for it

    options = re2.Options()
    options.max_mem = _MEMORY_BYTES
    options.log_errors = False
    options.never_capture = True
    return re2.compile(pattern, options)

"""Characters: what XML may carry, in one normal form, on one line where a field has one (PROTOCOL §4.9)."""

import re
import unicodedata
from functools import cache

BAD = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
"""What clean text never holds, as the inside of a character class (R-XML-02, R-XML-04)."""

_BAD = re.compile(f"[{BAD}]")
_BAD_ASCII = bytes(code for code in range(128) if _BAD.match(chr(code)))
_PLANES = range(0, 0x110000, 0x10000)
_NONCHARACTER = re.compile(f"[{''.join(chr(n | 0xFFFE) + chr(n | 0xFFFF) for n in _PLANES)}]")
_SUPPLEMENT = re.compile("[\U00010000-\U0010ffff]")
_RAGGED = re.compile(r"[\t\n\u2028\u2029]|  |^\s|\s\Z")
_BLANKS = re.compile("[ \t\n\u2028\u2029]+")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_EMBEDDINGS = "\u202a\u202b\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068"
_POP_EMBEDDING = "\u202c"
_POP_ISOLATE = "\u2069"


def _repairs() -> dict[int, str | None]:
    """What becomes of each bad character: C1 bytes were windows-1252, the rest goes (R-XML-04)."""
    table: dict[int, str | None] = dict.fromkeys((*range(32), *range(127, 160), 65279))
    for code in range(0x80, 0xA0):
        repaired = bytes((code,)).decode("cp1252", "ignore")
        table[code] = repaired or None
    table |= dict.fromkeys(range(0xFDD0, 0xFDF0))
    table |= dict.fromkeys(code | low for code in _PLANES for low in (0xFFFE, 0xFFFF))
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    del table[0x09], table[0x0A]
    return table


_REPAIRS = _repairs()


MAX_MARKS = 30
SHORT_CHARS = 1_000
"""A text of this length is normalised quickly, even if it consists of marks."""


def clean_text(text: str) -> str:
    """Text that XML and JSON can carry, in NFC, with LF line ends (R-XML-02, R-XML-03, R-TEXT-16).

    Surrogate pairs become their character and lone ones U+FFFD, mojibake of windows-1252 is repaired, other
    control characters and noncharacters go.
    """
    return nfc(without_bad_characters(text))


def without_bad_characters(text: str) -> str:
    """Text that XML and JSON can carry, not yet in NFC."""
    if text.isascii():
        good = text.encode().translate(None, _BAD_ASCII)  # at a third of the cost of ``isprintable``
        return text if len(good) == len(text) else _repaired(text)
    if text.replace("\n", "").isprintable():  # at half the patterns' cost
        return text
    is_bad = _BAD.search(text) or (_SUPPLEMENT.search(text) and _NONCHARACTER.search(text))
    return _repaired(text) if is_bad else text


def nfc(text: str) -> str:
    """Text in NFC with at most 30 combining marks on one character.

    Normalising sorts the marks of a character in quadratic time; no language has more than a few.
    Source: UAX #15 §13 (Stream-Safe Text Format).
    """
    if text.isascii():
        return text
    if len(text) > SHORT_CHARS:
        single, possible, certain = _long_marks()
        if single.search(text[:: MAX_MARKS + 1]) and possible.search(text):
            text = certain.sub(lambda run: run[0][:MAX_MARKS], text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def is_inert(character: str) -> bool:
    """Whether a character in NFC stays as it is beside any others of which this is true."""
    is_part = unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"
    return not is_part and unicodedata.is_normalized("NFC", character)


@cache
def _long_marks() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A combining mark, where more of them may be than a character may have, and runs of too many.

    A run of too many has a mark at one of the places of this distance. The first two patterns take any
    character beyond the basic plane for a mark. A class of single characters there is a list that is tried
    for each character of a text; this one is a table.
    """
    marks = [one for one in map(chr, range(0x300, 0x1EA00)) if unicodedata.combining(one)]
    basic = "".join(one for one in marks if one <= "\uffff")
    possible = f"[{basic}\U00010000-\U0010ffff]"
    return (
        re.compile(possible),
        re.compile(f"{possible}{possible}{{{MAX_MARKS},}}"),
        re.compile(f"[{''.join(marks)}]{{{MAX_MARKS + 1},}}"),
    )


def single_line(text: str) -> str:
    """Clean text for a field of one line: blanks collapsed, none at the ends, bidi balanced (R-TEXT-17)."""
    if text.isascii() and text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text
    text = clean_text(text)
    if text.isascii():
        return " ".join(text.split())
    if _RAGGED.search(text):
        text = _BLANKS.sub(" ", text).strip()
    return _balanced(text) if _BIDI.search(text) else text


def _repaired(text: str) -> str:
    if re.search("[\ud800-\udfff]", text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_REPAIRS)


def _balanced(text: str) -> str:
    """Every bidi opening with its closing, and no closing without an opening."""
    kept: list[str] = []
    opened: list[str] = []
    for character in text:
        if character in _EMBEDDINGS:
            opened.append(_POP_EMBEDDING)
        elif character in _ISOLATES:
            opened.append(_POP_ISOLATE)
        elif character in (_POP_EMBEDDING, _POP_ISOLATE):
            if not opened or opened[-1] != character:
                continue
            opened.pop()
        kept.append(character)
    return "".join(kept) + "".join(reversed(opened))

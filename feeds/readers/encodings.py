"""How a text file is written: its encoding by its bytes, its delimiter by its first line."""

import codecs
from typing import IO

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1_000_000
_DELIMITERS = ",\t;|"


def encoding_of(file: IO[bytes]) -> str:
    """UTF-8 or UTF-16 by mark or shape, else GB18030, else windows-1252; reads as far as it must."""
    sample = file.read(_SAMPLE)
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    if wide := _wide(sample):
        return wide
    while sample.isascii() and (more := file.read(_SAMPLE)):
        sample = more
    if _decodes(sample, "utf-8"):
        return "utf-8"
    return "gb18030" if _decodes(sample, "gb18030") else "cp1252"


def delimiter_of(line: str) -> str:
    """What parts the cells of a header: the commonest of comma, tab, semicolon and bar outside quotes."""
    outside = "".join(line.split('"')[::2])
    counts = {delimiter: outside.count(delimiter) for delimiter in _DELIMITERS}
    best = max(counts, key=lambda delimiter: counts[delimiter])
    return best if counts[best] else ","


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its Latin letters is zero."""
    head = sample[:2000]
    if not head or b"\x00" not in head:
        return None
    return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"


def _decodes(sample: bytes, encoding: str) -> bool:
    """Whether a beginning of a text is written so; a character cut at its end does not count against it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        decoder.decode(sample)
    except UnicodeDecodeError:
        return False
    return True

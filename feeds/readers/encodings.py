"""Bytes to text: declared, recognised as UTF-8 or UTF-16, or detected; one bad byte costs one character."""

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUPERSETS = {
    "ascii": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "latin-1": "cp1252",
    "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
}  # fmt: skip
"""What the web means by a name. Source: WHATWG Encoding §4.2."""

_ONLY_PYTHON = frozenset({
    "charmap", "idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined", "unicode-escape",
    "utf-7",
})  # fmt: skip
"""What only Python has as encodings: ``punycode`` takes minutes for a long text, ``idna`` raises."""

_DETECTED = (
    "gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949", "cp1251", "koi8-r", "koi8-u", "cp1252",
    "cp1250", "iso8859-2", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
)  # fmt: skip
_SAMPLE_BYTES = 65_536
_MAX_BAD_SHARE = 0.02
_REPLACEMENT = "\ufffd"
_DECLARATION = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}["']([A-Za-z0-9._-]{1,40})["']""")
_CHARSET = re.compile(r"charset\s{0,20}=\s{0,20}[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text, the encoding it was read by, and a sentence about what is wrong with it, if anything."""

    text: str
    encoding: str
    fault: str | None = None


def decode_text(body: bytes, *declared: str | None, sample: bytes | None = None) -> DecodedText:
    """Decode a text by its byte order mark, as UTF-8, as ``declared`` (the strongest first) or as detected.

    ``sample`` is more of the same file, to detect by.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return DecodedText(body.decode(encoding, "replace"), encoding)
    if wide := _wide_encoding(body):
        return DecodedText(body.decode(wide, "replace"), wide)
    names = [name for name in map(known_encoding, declared) if name]
    if (text := _strict(body, "utf-8")) is not None:
        return DecodedText(text, "utf-8", _misdeclared(body, names))
    for name in names:
        if name != "utf-8" and (text := _strict(body, name)) is not None:
            return DecodedText(text, name)
    return _repaired(body, names, sample or body)


def declared_encodings(body: bytes, content_type: str = "") -> tuple[str | None, str | None]:
    """What HTTP and the XML declaration say, in the order in which they count. Source: RFC 7303 §3."""
    header = _CHARSET.search(content_type[:1000])
    declaration = _DECLARATION.match(body[:400].lstrip())
    return (header[1] if header else None), (declaration[1].decode("ascii") if declaration else None)


def known_encoding(name: str | None) -> str | None:
    """An encoding that Python knows and the web has, by the name the web means with it."""
    try:
        found = codecs.lookup(name or "")
    except (LookupError, ValueError):  # a name may have any character
        return None
    if found.name in _ONLY_PYTHON or not getattr(found, "_is_text_encoding", True):
        return None
    return _SUPERSETS.get(found.name, found.name)


def detected_encoding(sample: bytes) -> str:
    """The likeliest encoding of a text that is not UTF-8."""
    import chardet  # loaded here: most texts are UTF-8

    others = b"\n".join(line for line in sample[:_SAMPLE_BYTES].splitlines() if not _is_utf8(line))
    guess = chardet.detect(others or sample[:_SAMPLE_BYTES], include_encodings=_DETECTED)["encoding"]
    return known_encoding(guess) if guess and known_encoding(guess) not in (None, "utf-8") else "cp1252"  # type: ignore[return-value]  # not None here


def _repaired(body: bytes, names: list[str], sample: bytes) -> DecodedText:
    """A text with bytes that its encoding has not: replaced where they are few, else another encoding.

    Bytes of other encodings are hardly ever valid UTF-8, so it may have as many bad ones as good characters.
    """
    for name in (*names, "utf-8"):
        text = body.decode(name, "replace")
        bad = text.count(_REPLACEMENT)
        good = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
        if (name == "utf-8" and good > bad) or bad <= good * _MAX_BAD_SHARE:
            return DecodedText(text, name, f"{bad} bytes are not {name} and were replaced")
    name = detected_encoding(sample)
    text = body.decode(name, "replace")
    return DecodedText(text, name, f"the text is not UTF-8 and was read as {name}")


def _misdeclared(body: bytes, names: list[str]) -> str | None:
    if not names or names[0] == "utf-8" or body.isascii():
        return None
    return f"the text is declared as {names[0]} and is UTF-8"


def _wide_encoding(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its Latin letters is zero."""
    head = body[:2000]
    if b"\x00" not in head:
        return None
    odd, even = head[1::2].count(0), head[::2].count(0)
    if max(odd, even) < len(head) // 8:
        return None
    return "utf-16-le" if odd >= even else "utf-16-be"


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _is_utf8(line: bytes) -> bool:
    return _strict(line, "utf-8") is not None

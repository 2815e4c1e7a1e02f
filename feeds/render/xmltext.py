"""Characters that XML allows, and escaping."""

import re

from feeds.errors import RenderError

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL_IN_ATTRIBUTE = re.compile(r"[&<>\"\t\n\r]")
_CONTROL = bytes(set(range(0x20)) - {9, 10, 13})
_NONCHARACTERS = "\ufffe".encode(), "\uffff".encode()


def require_legal(text: str, where: str | None = None) -> None:
    """Refuse characters that XML 1.0 §2.2 forbids; ingest removes them (R-XML-02).

    The same rule applies to JSON, so that an entry is in all formats or in none (R-XML-03).

    Raises ``RenderError``.
    """
    fault = None if is_legal(text) else _ILLEGAL.search(text)
    if fault:
        raise RenderError(
            f"character U+{ord(fault.group()):04X} is not allowed in a feed",
            where=where,
            hint="Clean the text at ingest",
        )


def is_legal(text: str) -> bool:
    """Whether XML 1.0 §2.2 allows every character of a text; several times as fast as a pattern."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:  # a surrogate
        return False
    return is_legal_utf8(encoded)


def is_legal_utf8(encoded: bytes) -> bool:
    """Whether XML 1.0 §2.2 allows every character of a text in UTF-8."""
    if len(encoded.translate(None, _CONTROL)) != len(encoded):
        return False
    return encoded.isascii() or not any(one in encoded for one in _NONCHARACTERS)


def encode_legal(text: str, where: str | None = None) -> bytes:
    """Encode as UTF-8. Raises ``RenderError`` for a character that XML forbids."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:  # a surrogate
        encoded = b""
    if not encoded or not is_legal_utf8(encoded):
        require_legal(text, where)
    return encoded


def escape(text: str) -> str:
    """Escape text by named references; CR is kept as a reference (R-XML-08)."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#xD;") if "\r" in text else text


def escape_plain(text: str) -> str:
    """Escape plain text of RSS by numeric references, which most readers decode correctly (R-RSS-14)."""
    text = text.replace("&", "&#x26;").replace("<", "&#x3C;").replace(">", "&#x3E;")
    return text.replace("\r", "&#xD;") if "\r" in text else text


def escape_attribute(text: str) -> str:
    """Escape an attribute value in double quotes; white space that parsers normalise is kept (R-XML-08)."""
    if _SPECIAL_IN_ATTRIBUTE.search(text) is None:
        return text
    text = escape(text).replace('"', "&quot;")
    return text.replace("\t", "&#x9;").replace("\n", "&#xA;")


def html_of(text: str) -> str:
    """Convert plain text to HTML that looks the same, with paragraphs and line breaks."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", escape(text.replace("\r\n", "\n"))))
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())

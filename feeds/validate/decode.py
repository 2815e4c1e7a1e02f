"""From bytes to UTF-8: the encoding by byte order mark, declaration and header, and what is wrong with it."""

import codecs
import re
from dataclasses import dataclass

from feeds.validate.rule import Rule
from feeds.validate.rules import xml as rules
from feeds.validate.values.words import words

_DECLARATION = re.compile(
    r"<\?xml\s+version\s*=\s*(?:\"([-\w.:]*)\"|'([-\w.:]*)')(?:\s+encoding\s*=\s*(?:\"([-A-Za-z0-9._]+)\"|'([-A-Za-z0-9._]+)'))?"
)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([-\w.:]+)", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNS = (
    (b"\0<\0?", "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_COMMON = words(
    """
    utf-8 utf-16 us-ascii iso-8859-1 iso-8859-2 iso-8859-7 iso-8859-15 euc-jp koi8-r shift_jis
    gb18030 gb2312 gbk big5 windows-1250 windows-1251 windows-1252 windows-1254 windows-1255
    windows-1256
    """
)
_BINARY = frozenset(
    {
        "base64",
        "hex",
        "rot13",
        "bz2",
        "zlib",
        "uu",
        "quopri",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "utf-7",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A document in UTF-8 without mark; ``encoding`` is the one it was in; ``notes`` what was wrong."""

    data: bytes
    encoding: str
    notes: tuple[tuple[Rule, str, int | None], ...] = ()


def decode(data: bytes, content_type: str | None = None) -> Decoded:
    """Bring a document into UTF-8; bytes that are no text become U+FFFD."""
    notes: list[tuple[Rule, str, int | None]] = []
    mark, sniffed = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    sniffed = sniffed or next((name for sign, name in _SIGNS if data.startswith(sign)), "")
    body = data[len(mark) :]
    head = body[:400].decode(sniffed or "latin-1", "replace")
    version, declared = _declaration(head)
    if version not in {None, "1.0"}:
        notes.append((rules.XML_VERSION, f"the document is declared XML {version!r}; feeds are XML 1.0", 0))
    charset = _CHARSET.search(content_type or "")
    if charset and declared and _codec(charset[1]) != _codec(declared):
        notes.append((rules.ENCODINGS_DIFFER, f"the header says {charset[1]}, the document {declared}", 0))
    name = sniffed or (charset[1] if charset else None) or declared or "utf-8"
    if sniffed and not declared and (not mark or sniffed.startswith("utf-32")):
        notes.append((rules.BAD_BYTES, f"a document in {sniffed} must declare its encoding", 0))
    if sniffed and declared and not _agree(sniffed, declared):
        notes.append((rules.BAD_BYTES, f"the document is in {sniffed} and says {declared}", 0))
    codec = _codec(name)
    if codec is None:
        notes.append((rules.UNKNOWN_ENCODING, f"nobody knows the encoding {name!r}", 0))
        codec = "utf-8"
    elif declared and declared.lower() not in _COMMON and not notes:
        notes.append((rules.OBSCURE_ENCODING, f"{declared} is seldom used in feeds; write UTF-8", 0))
    return _transcoded(body, codec, name, notes)


def _transcoded(body: bytes, codec: str, name: str, notes: list[tuple[Rule, str, int | None]]) -> Decoded:
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        text = body.decode(codec, "replace")
        at = len(body[: error.start].decode(codec, "replace").encode())
        notes.append((rules.BAD_BYTES, f"byte {body[error.start]:#04x} is no text in {name}", at))
    except (UnicodeError, LookupError, ValueError):
        text = body.decode("utf-8", "replace")
        notes.append((rules.BAD_BYTES, f"the document is no text in {name}", 0))
    else:
        if codec == "utf-8":
            return Decoded(data=body, encoding=name, notes=tuple(notes))
    return Decoded(data=text.encode("utf-8", "replace"), encoding=name, notes=tuple(notes))


def _declaration(head: str) -> tuple[str | None, str | None]:
    found = _DECLARATION.match(head)
    return (found[1] or found[2] or "", found[3] or found[4]) if found else (None, None)


def _codec(name: str) -> str | None:
    if name.lower() == "gb2312":
        return "gb18030"
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return None if found in _BINARY or found.replace("-", "_") in _BINARY else found


def _agree(sniffed: str, declared: str) -> bool:
    codec = _codec(declared)
    return codec is None or codec.replace("-", "").startswith(sniffed.replace("-", "")[:5])

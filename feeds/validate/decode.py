"""Convert a document to UTF-8; its encoding comes from byte order mark, declaration or header."""

import codecs
import re
from dataclasses import dataclass

from feeds.text.word_set import word_set
from feeds.validate.rule import Rule
from feeds.validate.rules import xml as rules

_DECLARATION = re.compile(
    r"<\?xml\s+version\s*=\s*(?:\"([-\w.:]*)\"|'([-\w.:]*)')(?:\s+encoding\s*=\s*(?:\"([-A-Za-z0-9._]+)\"|'([-A-Za-z0-9._]+)'))?"
)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([-\w.:]+)", re.IGNORECASE)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST_BYTES = (
    (b"\0<\0?", "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_COMMON = word_set(
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


DecodeProblem = tuple[Rule, str, int | None]
"""A rule, a message and a byte offset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A document in UTF-8 without byte order mark.

    ``encoding`` is the original one; ``problems`` are (rule, message, byte offset).
    """

    data: bytes
    encoding: str
    problems: tuple[DecodeProblem, ...] = ()


def decode(data: bytes, content_type: str | None = None) -> Decoded:
    """Convert a document to UTF-8; bytes that cannot be decoded become U+FFFD."""
    problems: list[DecodeProblem] = []
    mark, sniffed = next(
        ((mark, name) for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), (b"", "")
    )
    sniffed = sniffed or next((name for first, name in _FIRST_BYTES if data.startswith(first)), "")
    body = data[len(mark) :]
    head = body[:400].decode(sniffed or "latin-1", "replace")
    version, declared = _declaration(head)
    if version not in {None, "1.0"}:
        problems.append((rules.XML_VERSION, f"the document declares XML version {version!r}; write 1.0", 0))
    charset = _CHARSET.search(content_type or "")
    if charset and declared and _codec(charset[1]) != _codec(declared):
        problems.append(
            (
                rules.ENCODINGS_DIFFER,
                f"the header declares {charset[1]}, the document {declared}; send utf-8 in both",
                0,
            )
        )
    name = sniffed or (charset[1] if charset else None) or declared or "utf-8"
    if sniffed and not declared and (not mark or sniffed.startswith("utf-32")):
        problems.append(
            (rules.BAD_BYTES, f"a document in {sniffed} must declare its encoding; write UTF-8", 0)
        )
    if sniffed and declared and not _agree(sniffed, declared):
        problems.append(
            (
                rules.BAD_BYTES,
                f"the document is in {sniffed} but declares {declared}; declare the real encoding",
                0,
            )
        )
    codec = _codec(name)
    if codec is None:
        problems.append((rules.UNKNOWN_ENCODING, f"the encoding {name[:40]!r} is unknown; write UTF-8", 0))
        codec = "utf-8"
    elif declared and declared.lower() not in _COMMON and not problems:
        problems.append((rules.OBSCURE_ENCODING, f"the encoding {declared} is rare in feeds; write UTF-8", 0))
    return _transcoded(body, codec, name, problems)


def _transcoded(body: bytes, codec: str, name: str, problems: list[DecodeProblem]) -> Decoded:
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        text = body.decode(codec, "replace")
        at = len(body[: error.start].decode(codec, "replace").encode())
        problems.append(
            (
                rules.BAD_BYTES,
                f"the byte {body[error.start]:#04x} is not valid in {name}; declare the real encoding",
                at,
            )
        )
    except (UnicodeError, LookupError, ValueError):
        text = body.decode("utf-8", "replace")
        problems.append(
            (rules.BAD_BYTES, f"the document is not valid in {name}; declare the real encoding", 0)
        )
    else:
        if codec == "utf-8":
            return Decoded(data=body, encoding=name, problems=tuple(problems))
    return Decoded(data=text.encode("utf-8", "replace"), encoding=name, problems=tuple(problems))


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

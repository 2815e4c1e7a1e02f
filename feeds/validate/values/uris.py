# ruff: noqa: PLR2004 - the limits come from specifications
"""URIs and IRIs: validity and normal form."""

import re
from enum import StrEnum
from urllib.parse import quote, unquote_to_bytes

from feeds.text.word_set import word_set

_SIMPLE = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:[/?#](?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]++|%[0-9A-Fa-f]{2})*+)?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?:([^:/?#]++):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_FORBIDDEN = re.compile(r"[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e\x80-\U0010ffff]")
_BRACKET = re.compile(r"[\[\]]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IP_LITERAL = re.compile(r"\[(?:[0-9A-Fa-f:.]+(?:%25[\w.~-]+)?|v[0-9A-Fa-f]+\.[\w.~!$&'()*+,;=:-]+)\]")
_PORT = re.compile(r"\d{0,5}")
_TAG = re.compile(
    r"tag:(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?,(\d{4})(?:-(\d\d)(?:-(\d\d))?)?:"
    r"(?:[\w\-.~:@!$&'()*+,;=/?]++|%[0-9A-Fa-f]{2})*+(?:#(?:[\w\-.~:@!$&'()*+,;=/?]++|%[0-9A-Fa-f]{2})*+)?"
)
_URN = re.compile(
    r"urn:[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9]):(?:[\w\-.~:@!$&'()*+,;=]|%[0-9a-f]{2})(?:[\w\-.~:@!$&'()*+,;=/]++|%[0-9a-f]{2})*+"
    r"(?:\?[+=](?:[\w\-.~:@!$&'()*+,;=/?]++|%[0-9a-f]{2})++)?(?:#(?:[\w\-.~:@!$&'()*+,;=/?]++|%[0-9a-f]{2})*+)?",
    re.IGNORECASE,
)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)

SCHEMES = word_set(
    """
    aaa aaas about acap acct acr adiumxtra afp afs aim apt attachment aw barion beshare bitcoin blob
    bolo callto cap chrome cid coap coaps content crid cvs data dav dict did dns dtn dvb ed2k
    example facetime fax feed file finger fish ftp geo gemini git gizmoproject go gopher gtalk h323
    ham hcp http https hyper iax icap icon im imap info ipfs ipn ipns ipp ipps irc irc6 ircs iris
    itms jabber jar keyparc lastfm ldap ldaps lorawan magnet mailserver mailto maps market message
    mid mms modem msnim msrp msrps mtqp mumble mupdate mvn news nfs ni nih nntp notes oid onenote
    opaquelocktoken openpgp4fpr pack palm paparazzi pkcs11 platform pop pres prospero proxy psyc
    pwid query redis rediss reload res resource rmi rsync rtmp rtsp rtsps rtspu secondlife service
    session sftp sgn shttp sieve sip sips skype smb sms snmp soldat spotify ssh steam stun stuns
    submit svn tag teamspeak tel teliaeid telnet tftp things thismessage tip tn3270 tool turn turns
    tv udp unreal urn ut2004 vemmi ventrilo view-source vnc wais web webcal ws wss wtai wyciwyg xcon
    xfire xmpp xri ymsgr
    """
)
"""URI schemes of the IANA registry, without those with dots or signs, which are not checked."""

_PORTS = {
    "http": "80",
    "https": "443",
    "ftp": "21",
    "gopher": "70",
    "telnet": "23",
    "nntp": "119",
    "news": "119",
}


class UriFault(StrEnum):
    """A kind of fault in a reference."""

    CHARACTER = "character"
    ESCAPE = "escape"
    TAG = "tag"
    URN = "urn"
    UUID = "uuid"
    NOT_ASCII = "not-ascii"
    RELATIVE = "relative"
    HOST = "host"
    FORM = "form"
    SCHEME = "scheme"


def uri_fault(value: str, *, full: bool, iri: bool) -> tuple[UriFault, str] | None:
    """Return the fault of a reference and the part that has it, or ``None``.

    ``full`` requires a scheme; ``iri`` allows characters beyond ASCII (RFC 3987).
    """
    if _SIMPLE.fullmatch(value):
        return None
    scheme, authority, rest, _, _ = _split(value)
    lower = scheme.lower() if scheme else ""
    if lower == "tag":
        return None if _is_tag(value) else (UriFault.TAG, value)
    if lower == "urn":
        return _urn_fault(value)
    fault = _character_fault(value, iri=iri)
    if fault is None and scheme:
        fault = _shape_fault(value, scheme, authority, rest)
    elif fault is None and full:
        fault = UriFault.RELATIVE, value
    elif fault is None and _BRACKET.search(rest):
        fault = UriFault.CHARACTER, "["
    return fault


def _character_fault(value: str, *, iri: bool) -> tuple[UriFault, str] | None:
    forbidden = _FORBIDDEN.search(value)
    if forbidden:
        return UriFault.CHARACTER, forbidden[0]
    if not value.isascii() and not iri:
        return UriFault.NOT_ASCII, value
    return (UriFault.ESCAPE, value) if _BAD_ESCAPE.search(value) else None


def _split(value: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    found = _PARTS.fullmatch(value)
    assert found is not None  # the pattern takes any text
    scheme, authority, path, query, fragment = found.groups()
    if scheme and not _SCHEME.fullmatch(scheme):
        return None, authority, value, query, fragment
    return scheme, authority, path, query, fragment


def _shape_fault(value: str, scheme: str, authority: str | None, path: str) -> tuple[UriFault, str] | None:
    lower = scheme.lower()
    if authority is None:
        if lower in {"http", "https", "ftp"}:
            return UriFault.FORM, value
    else:
        fault = _authority_fault(authority)
        if fault or (not authority and lower in {"http", "https", "ftp"}):
            return UriFault.HOST, authority
    if _BRACKET.search(path):
        return UriFault.CHARACTER, "["
    if len(value) == len(scheme) + 1:
        return UriFault.FORM, value
    if scheme.isalpha() and lower not in SCHEMES:
        return UriFault.SCHEME, scheme
    return None


def _authority_fault(authority: str) -> bool:
    host = authority.rpartition("@")[2]
    if host.startswith("["):
        literal, bracket, port = host.partition("]")
        return not _IP_LITERAL.fullmatch(literal + bracket) or not (
            not port or (_PORT.fullmatch(port[1:]) and port[0] == ":")
        )
    name, _, port = host.partition(":")
    return bool(_BRACKET.search(name)) or not _PORT.fullmatch(port)


def _is_tag(value: str) -> bool:
    found = _TAG.fullmatch(value)
    if not found:
        return False
    _, month, day = found.groups()
    return (month is None or 1 <= int(month) <= 12) and (day is None or 1 <= int(day) <= 31)


def _urn_fault(value: str) -> tuple[UriFault, str] | None:
    if value[:9].lower() == "urn:uuid:":
        return None if _UUID.fullmatch(value) else (UriFault.UUID, value)
    return None if _URN.fullmatch(value) else (UriFault.URN, value)


def normal(value: str) -> str | None:
    """Return the normal form of a reference, or ``None`` if it has none.

    Source: RFC 3986 §6.2.2
    """
    scheme, authority, path, query, fragment = _split(value)
    if scheme is None and not (path.startswith("/") or authority is not None):
        return None
    if _BAD_ESCAPE.search(value):
        return None
    lower = scheme.lower() if scheme else ""
    parts = [f"{lower}:"] if scheme else []
    if authority is not None:
        parts.append("//" + _normal_authority(authority, lower))
        path = _without_dots(path) or "/"
    parts.append(_escaped(path))
    if query is not None:
        parts.append("?" + _escaped(query))
    if fragment is not None:
        parts.append("#" + _escaped(fragment))
    return "".join(parts)


def _normal_authority(authority: str, scheme: str) -> str:
    user, at, host = authority.rpartition("@")
    name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if not colon:
        name, port = host, ""
    if port and port != _PORTS.get(scheme):
        name = f"{name}:{port}"
    name = name.lower()
    if name.endswith(".") and name.count(".") > 1:
        name = name[:-1]
    return f"{user}{at}{name}" if user not in {"", ":"} else name


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if len(kept) > 1:
                kept.pop()
        elif part != ".":
            kept.append(part)
    if parts[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _escaped(text: str) -> str:
    """Write escapes in upper case and only where needed; reserved characters stay unchanged."""
    if "%" not in text:
        return text
    pieces = re.split(r"((?:%[0-9A-Fa-f]{2})+)", text)
    return "".join(_unescaped(piece) if index % 2 else piece for index, piece in enumerate(pieces))


def _unescaped(run: str) -> str:
    octets = unquote_to_bytes(run)
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        return run.upper()
    return "".join(
        letter if (letter.isalnum() and letter.isascii()) or letter in "-._~" else quote(letter, safe="")
        for letter in text
    )

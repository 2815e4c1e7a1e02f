"""E-mail addresses in author fields: taken out of names, unwrapped where a field is for them."""

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}"
_ADDRESS = re.compile(
    rf"{_ATOM}(?:\.{_ATOM}){{0,8}}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.){{1,8}}[A-Za-z][A-Za-z0-9-]{{0,61}}[A-Za-z]"
)
_PIECE = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,256}+@[\w.-]{1,256}+")
_MAX_CHARS = 320
_MAX_NAME_CHARS = 1_000
_AROUND = " \t()<>[],;:\"'"


def email_address(text: str) -> str | None:
    """The address in ``ann@x.example``, ``mailto:ann@x.example`` or ``Ann <ann@x.example>``, or ``None``."""
    plain = text.strip()
    if plain.endswith(">") and "<" in plain:
        plain = plain[plain.rindex("<") + 1 : -1]
    plain = plain.removeprefix("mailto:").removeprefix("MAILTO:").partition("?")[0].strip()
    return plain if len(plain) <= _MAX_CHARS and _ADDRESS.fullmatch(plain) else None


def without_email(name: str) -> str:
    """A name without the addresses in it; empty where nothing else is left (R-PRIV-05, R-PRIV-07)."""
    if "@" not in name:
        return name
    rest = _PIECE.sub(" ", name[:_MAX_NAME_CHARS])
    if rest == name:
        return name
    rest = rest.replace("mailto:", " ").replace("<>", " ").replace("( )", " ")
    return " ".join(rest.split()).strip(_AROUND)

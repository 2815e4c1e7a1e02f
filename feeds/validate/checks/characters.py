"""Characters that are left over from a wrong decoding."""

import re

from feeds.validate.element import DocumentState, Frame
from feeds.validate.rules import xml as rules

_C1 = re.compile("[\u0080-\u009f\ufffd]")
_UTF8_AS_LATIN1 = re.compile("[\u00c2\u00c3][\u0080-\u00bf]")


def check_characters(walk: DocumentState, frame: Frame, value: str, where: str) -> None:
    """Check one text; called only for documents that hold suspicious characters."""
    found = _C1.search(value)
    if found:
        message = f"{where} contains U+{ord(found[0]):04X}, the result of a wrong decoding; decode the source"
        walk.report(rules.BAD_CHARACTERS, f"{message} with its real encoding", frame, where)
    elif _UTF8_AS_LATIN1.search(value):
        try:
            value.encode("latin-1").decode()
        except UnicodeError:
            return
        message = f"{where} contains UTF-8 that was decoded as Latin-1; decode the source as UTF-8"
        walk.report(rules.BAD_CHARACTERS, message, frame, where)

"""Broken documents from whole ones, the same for the same seed.

    python -m tests.validate.mutations FOLDER [ROUNDS]

validates every file of a folder ROUNDS (100) times mutated; prints what raised or took over a second.
"""

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from feeds.validate import check

PIECES = tuple(
    piece.encode("latin-1")
    for piece in (
        *(
            "<",
            ">",
            "&",
            "]]>",
            "<![CDATA[",
            "<!--",
            "-->",
            "&#0;",
            "&#xD800;",
            "&nbsp;",
            "\0",
            "\xff",
            "\xfe",
        ),
        *(
            "<?xml version='1.1'?>",
            "<!DOCTYPE x [<!ENTITY a 'b'>]>",
            "xmlns:a=''",
            "<a:b>",
            '"',
            "'",
            "{",
            "}",
        ),
        *("[", "\\u", "\xef\xbb\xbf", "\r", "\xc2\x92", "<div xmlns='http://www.w3.org/1999/xhtml'>"),
        *("type='xhtml'", "1e999", "null"),
    )
)
LIMIT_S = 1.0


def mutations(data: bytes, rounds: int, seed: str) -> Iterator[bytes]:
    """``rounds`` mutated copies of a document, each with one to five changes."""
    source = random.Random(seed)
    for _ in range(rounds):
        made = bytearray(data)
        for _ in range(source.randint(1, 5)):
            _change(made, source)
        yield bytes(made)


def _change(made: bytearray, source: random.Random) -> None:
    at = source.randint(0, len(made))
    end = min(len(made), at + source.choice((1, 4, 40, 400)))
    kind = source.randrange(6)
    if kind == 0:
        del made[at:end]
    elif kind == 1:
        made[at:at] = source.choice(PIECES)
    elif kind == 2:
        made[at:at] = made[at:end] * source.randint(1, 3)
    elif kind == 3 and at < len(made):
        made[at] = source.randrange(256)
    elif kind == 4:
        del made[at:]
    else:
        other = source.randint(0, len(made))
        made[at:end] = made[other : other + end - at]


def main(folder: str, rounds: int = 100) -> int:
    """Validate them all; return the number that raised or was slow."""
    bad = runs = 0
    slowest = 0.0
    for path in sorted(one for one in Path(folder).rglob("*") if one.is_file()):
        for number, document in enumerate(mutations(path.read_bytes(), rounds, path.name)):
            runs += 1
            start = time.process_time()
            try:
                check(document)
            except Exception as error:  # noqa: BLE001 - any exception is a fault
                bad += 1
                print(f"{path} mutation {number}: {error!r}")
            slowest = max(slowest, time.process_time() - start)
    bad += slowest > LIMIT_S
    print(f"{runs} mutations, {bad} failures, slowest {slowest * 1000:.0f} ms")
    return bad


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1], *map(int, sys.argv[2:3]))))

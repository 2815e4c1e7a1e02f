"""Which requirements of R-HTTP have a test over a socket, and why the others have none."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ALL = {f"R-HTTP-{number:02}" for number in range(1, 69)}

LEFT_OUT = {
    "R-HTTP-30": "MAY: no-transform is for sites whose proxy compresses anew; none is known here",
    "R-HTTP-31": "zstd is not among the codings; brotli quality is chosen in publish/codings.py",
    "R-HTTP-53": "MAY: Sunset needs a date of retirement in the settings",
}


def cited() -> Iterator[str]:
    """The requirements named in the docstrings of tests in this folder."""
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_"):
                yield from re.findall(r"R-HTTP-\d\d", ast.get_docstring(node) or "")


def test_every_requirement_has_a_test_or_a_reason() -> None:
    tested = set(cited())
    assert tested | set(LEFT_OUT) == ALL
    assert not tested & set(LEFT_OUT)

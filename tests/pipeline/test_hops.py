"""The number of functions that handle a record on its way into a feed."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from feeds.store.encoding import packed, unpacked
from tests.pipeline.site import ManualClock, article, open_orchestrator, readings

TITLE = "Zanzibar"
PACKED = packed(b'{"id":"a"}' * 99)[:2]
MOST = 40

STATIONS = {
    "insert_rows": "rows",
    "decode_record": "stored",
    "html_content": "entry",
    "pieces": "fragments",
    "build_publication": "draft",
    "body_rows": "publication",
}
"""The functions that store, load and render a record, join it with others, build a publication and store it,
with the argument that holds the record."""


class Hops:
    """The functions of ours on the stack whenever a record with ``TITLE`` is at a station."""

    def __init__(self) -> None:
        self.passed: dict[str, None] = {}
        self.met: set[str] = set()

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_name
        if event == "call" and name in STATIONS and TITLE in _shown(frame.f_locals.get(STATIONS[name])):
            self.met.add(name)
            self._note(frame)

    def _note(self, frame: FrameType | None) -> None:
        stack = []
        while frame is not None:
            path, name = Path(frame.f_code.co_filename), frame.f_code.co_name
            if "feeds" in path.parts and "tests" not in path.parts and not name.startswith("<"):
                stack.append(f"{'/'.join(path.parts[path.parts.index('feeds') + 1 :])}:{name}")
            frame = frame.f_back
        self.passed |= dict.fromkeys(reversed(stack))


def _shown(value: object) -> str:
    """Return a value as text, with the compressed bodies of records as JSON."""
    if isinstance(value, list | tuple):
        return " ".join(map(_shown, value))
    if isinstance(value, bytes) and value.startswith(PACKED):
        return repr(unpacked(value))
    return repr(value)


@contextmanager
def profiled(hops: Hops) -> Iterator[None]:
    """Follow the calls of this thread and of threads that begin later."""
    threading.setprofile(hops)
    sys.setprofile(hops)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


async def test_a_record_passes_few_functions_on_its_way_to_a_feed(tmp_path: Path) -> None:
    hops, clock = Hops(), ManualClock()
    with profiled(hops):
        async with open_orchestrator(tmp_path, clock) as (orchestrator, _):
            await orchestrator.finish()
            clock.advance(60)
            await orchestrator.take("desk", readings(article(1, title=TITLE)))
            await orchestrator.publish_waiting()
    print(f"\nfunctions that a record passes: {len(hops.passed)}", *hops.passed, sep="\n  ")
    assert hops.met == set(STATIONS)
    assert len(hops.passed) <= MOST

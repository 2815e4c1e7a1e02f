"""Documents beside what they are written as: read the pairs to see the mapping at work.

``pytest tests/render/test_golden.py --update-golden`` writes them anew; the change is then to be read.
"""

from pathlib import Path

import msgspec
import pytest

from feeds.model import Document, Format
from feeds.render import render

GOLDEN = Path(__file__).parents[1] / "golden"
DOCUMENTS = sorted(GOLDEN.glob("*.document.json"))
READER = msgspec.json.Decoder(Document)


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_written_as_its_golden_file(path: Path, form: Format, *, update_golden: bool) -> None:
    golden = path.with_name(f"{path.name.removesuffix('.document.json')}.{form}")
    body = render(READER.decode(path.read_bytes()), form)
    if update_golden:
        golden.write_bytes(body)
    assert body == golden.read_bytes()


def test_there_are_golden_pairs() -> None:
    assert len(DOCUMENTS) >= 3

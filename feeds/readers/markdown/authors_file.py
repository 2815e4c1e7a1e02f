"""Authors that a site names once, in a file; its articles name their keys.

Source: Docusaurus, "Global authors" (``blog/authors.yml``); Jekyll, "Data files" (``_data/authors.yml``).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from feeds.readers.encodings import decode_text
from feeds.readers.files import BROKEN, opened
from feeds.readers.json_values import Json
from feeds.readers.markdown.front_matter import FrontMatterError, split_front_matter

_FILES = ("authors.yml", "authors.yaml", "../_data/authors.yml", "../_data/authors.yaml")
_MAX_BYTES = 1_000_000


def read_authors(folders: Sequence[str]) -> Mapping[str, Json]:
    """Return the authors of a site by their keys; a file that cannot be read names none."""
    found: dict[str, Json] = {}
    for path in (Path(folder, name) for folder in folders for name in _FILES):
        if path.is_file():
            found |= _authors_in(path)
    return found


def _authors_in(path: Path) -> Mapping[str, Json]:
    try:
        with opened(str(path)) as file:
            text = decode_text(file.read(_MAX_BYTES)).text
        fields = split_front_matter(f"---\n{text}\n---\n").fields
    except (*BROKEN, FrontMatterError):
        return {}
    return {key: author for key, author in fields.items() if isinstance(author, dict) and author.get("name")}

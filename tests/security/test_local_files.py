"""No document makes a reader open another file: by its bytes, an entity, an include or a link."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from feeds.model import Reading
from feeds.readers.files import input_files
from tests.security import mutation_kinds, seeds
from tests.security.mutation_kinds import kinds

SECRET = "Word that only the secret file has"

XML_KINDS = {
    "feed": seeds.RSS,
    "wordpress": seeds.WORDPRESS,
    "xml": seeds.XML,
    "nitf": seeds.NITF,
    "newsml": seeds.NEWSML,
    "opml": seeds.OPML,
    "sitemap": seeds.SITEMAP,
}


def payloads(document: bytes, path: Path) -> Iterable[bytes]:
    """The path itself, and a document that refers to it in every way that XML has."""
    url = path.as_uri().encode()
    head, _, rest = document.partition(b"?>") if document.startswith(b"<?xml") else (b"", b"", document)
    yield str(path).encode()
    yield url
    yield b"\n" + str(path).encode() + b"\n"
    for subset in (
        b'<!ENTITY x SYSTEM "%s">' % url,
        b'<!ENTITY x SYSTEM "%s">' % str(path).encode(),
        b'<!ENTITY x PUBLIC "a" "%s">' % url,
        b'<!ENTITY %% p SYSTEM "%s"> %%p;' % url,
        b"<!ENTITY y \"<!ENTITY x SYSTEM '%s'>\"> &y;" % url,
    ):
        yield b"<!DOCTYPE a [%s]>" % subset + rest.replace(b"Ferry", b"Ferry &x;").replace(
            b"News", b"News &x;"
        )
    yield b'<!DOCTYPE a SYSTEM "%s">' % url + rest
    yield b'<?xml-stylesheet href="%s"?>' % url + rest
    include = b'<x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text" href="%s"/>' % url
    yield rest.replace(b"Ferry", b"Ferry" + include)
    yield head


@pytest.mark.parametrize(
    "kind", [*XML_KINDS, "page", "api", "json", "push", "jsonl", "csv", "ghost", "markdown", "ninjs"]
)
def test_no_document_brings_another_file(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    read: list[str] = []

    def keep(readings: Iterable[Reading]) -> Iterable[str]:
        read.extend(map(repr, readings))
        return ()

    monkeypatch.setattr(mutation_kinds, "_of_readings", keep)
    use = kinds()[kind].use
    for payload in payloads(XML_KINDS.get(kind, kinds()[kind].seeds[0]), secret):
        assert list(use(payload)) == []
    assert not [found for found in read if SECRET in found]


def test_links_among_the_files_of_a_pattern_are_not_followed(tmp_path: Path) -> None:
    """As those of a folder: who may put files there reads no other file of the machine."""
    folder = tmp_path / "inbox"
    (folder / "deep").mkdir(parents=True)
    secret = tmp_path / "secret.jsonl"
    secret.write_text("{}")
    (folder / "own.jsonl").write_text("{}")
    (folder / "deep" / "own.jsonl").write_text("{}")
    (folder / "same.jsonl").symlink_to("own.jsonl")
    (folder / "link.jsonl").symlink_to(secret)
    (folder / "out").symlink_to(tmp_path)
    found = input_files((f"{folder}/**/*.jsonl",), (".jsonl",))
    assert [str(Path(path).relative_to(folder)) for path in found] == [
        "deep/own.jsonl",
        "own.jsonl",
        "same.jsonl",
    ]
    assert [Path(path).name for path in input_files((f"{folder}/l*.jsonl",), ())] == []

"""Documents assembled from checked entries are validated without their entries."""

import pytest

from feeds.model import DocumentKind
from feeds.validate import check_assembled
from feeds.validate.check import MAX_BYTES
from tests.validate.test_check import ATOM, JSON, RSS


def without_entries(document: str, start: str, end: str) -> bytes:
    """Remove the entries of a document."""
    head, _, rest = document.partition(start)
    return (head + rest.rpartition(end)[2]).encode()


DOCUMENTS = {
    DocumentKind.ATOM: without_entries(ATOM, "<entry>", "</entry>"),
    DocumentKind.RSS: without_entries(RSS, "<item>", "</item>"),
    DocumentKind.JSONFEED: without_entries(JSON, '{"id"', 'Z"}'),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_different_ids_are_valid(kind: DocumentKind) -> None:
    report = check_assembled(DOCUMENTS[kind], ["tag:a", "tag:b"], size_bytes=2_000)
    assert report.kind is kind
    assert report.findings == ()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (DocumentKind.ATOM, "entry-twice"),
        (DocumentKind.RSS, "value-twice"),
        (DocumentKind.JSONFEED, "id-twice"),
    ],
)
def test_equal_ids_are_reported(kind: DocumentKind, name: str) -> None:
    report = check_assembled(DOCUMENTS[kind], ["tag:a", "tag:b", "tag:a"], size_bytes=2_000)
    assert [finding.name for finding in report.findings] == [name]


def test_the_head_is_checked() -> None:
    head = DOCUMENTS[DocumentKind.RSS].replace(b"<title>Evening Post</title>", b"")
    report = check_assembled(head, [], size_bytes=2_000)
    assert [finding.name for finding in report.errors] == ["channel-without-title"]


def test_the_whole_document_has_a_limit() -> None:
    report = check_assembled(DOCUMENTS[DocumentKind.RSS], [], size_bytes=MAX_BYTES + 1)
    assert [finding.name for finding in report.errors] == ["beyond-limits"]

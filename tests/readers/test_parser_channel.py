"""The connection between the service and its parser processes."""

from concurrent.futures import ThreadPoolExecutor
from socket import socketpair

import pytest

from feeds.readers.feed_readings import FeedBody
from feeds.readers.json_documents import DocumentItems
from feeds.readers.json_pages import JsonPage
from feeds.readers.packed_readings import PackedReadings
from feeds.readers.parser_channel import ParserChannel, put_together, take_apart
from feeds.readers.source_defaults import source_defaults
from tests.readers.conftest import NOW, SITE, a_source

DEFAULTS = source_defaults(a_source("feed"), SITE, NOW)
VALUES = (
    b"a document",
    b"",
    FeedBody(body=b"<rss/>", path="q", defaults=DEFAULTS),
    DocumentItems(items=(b"{}", b"", b"[]"), line=3),
    DocumentItems(fault="The body is not JSON.", line=1),
    PackedReadings((b"one", b"two")),
    JsonPage(readings=PackedReadings((b"one",)), next="https://q.example/2"),
    JsonPage(readings=PackedReadings()),
)


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_the_same_after_it_was_taken_apart(value: object) -> None:
    assert put_together(*take_apart(value)) == value


@pytest.mark.parametrize("value", VALUES)
def test_long_bytes_are_not_copied_into_the_message(value: object) -> None:
    message, pieces = take_apart(value)
    assert take_apart(message)[1] in ((), (b"",))
    assert all(isinstance(piece, bytes) for piece in pieces)


def test_messages_arrive_as_they_were_sent() -> None:
    messages = [(b"head", b"x" * 3_000_000, b"", b"y"), (b"",), tuple(b"%d" % n for n in range(10_000))]
    ours, theirs = map(ParserChannel, socketpair())
    with ThreadPoolExecutor(1) as threads:
        sent = threads.map(ours.send, messages)
        assert theirs.has_message(30)
        assert [tuple(theirs.receive()) for _ in messages] == messages
        assert list(sent) == [None, None, None]
    ours.close()
    theirs.close()


def test_the_end_of_the_other_process_is_an_error() -> None:
    ours, theirs = map(ParserChannel, socketpair())
    theirs.close()
    assert ours.has_message(30)
    with pytest.raises(EOFError):
        ours.receive()
    with pytest.raises(OSError, match="Broken pipe"):
        ours.send([b"x" * 1_000_000])
    ours.close()

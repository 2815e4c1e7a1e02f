"""The process that parses foreign documents: ``python -m feeds.readers.parser_worker FD``.

It takes one task at a time from a connection, and ends with the process that started it.
"""

import logging
import resource
from collections.abc import Callable, Sequence
from socket import socket
from typing import TypeVar

import msgspec

from feeds.errors import SourceError
from feeds.readers.feed_readings import FeedBody, read_document
from feeds.readers.file_documents import FileDocument, read_file_document
from feeds.readers.json_documents import read_items
from feeds.readers.json_pages import JsonBody, JsonFile, pack_json_file, read_json_page
from feeds.readers.large_records import RawRecord, read_record
from feeds.readers.page.page_readings import PageBody, read_page
from feeds.readers.page.sitemap import read_sitemap
from feeds.readers.parser_channel import ParserChannel, put_together, take_apart
from feeds.readers.parser_task import ParsingResult, Task
from feeds.readers.push import PushedText, read_pushed

MEMORY_BYTES = 2_000_000_000
"""The most address space of a parser: a document may not take what the others need."""

_log = logging.getLogger(__name__)


_Document = TypeVar("_Document")
_Work = Callable[[msgspec.Raw, Sequence[bytes]], tuple[object, Sequence[bytes]]]


def _parser(parse: Callable[[_Document], object], kind: type[_Document]) -> _Work:
    """Put a document together, parse it, and take its result apart."""

    def work(message: msgspec.Raw, body: Sequence[bytes]) -> tuple[object, Sequence[bytes]]:
        document = put_together(msgspec.msgpack.decode(message, type=kind), body)
        return take_apart(parse(document))

    return work


PARSERS: dict[str, _Work] = {
    "feed": _parser(read_document, FeedBody),
    "file": _parser(read_file_document, FileDocument),
    "items": _parser(read_items, bytes),
    "json": _parser(read_json_page, JsonBody),
    "json_file": _parser(pack_json_file, JsonFile),
    "page": _parser(read_page, PageBody),
    "pushed": _parser(read_pushed, PushedText),
    "record": _parser(read_record, RawRecord),
    "sitemap": _parser(read_sitemap, bytes),
}
"""What a parser process can do, by the kind of the task."""


def perform(task: Task, body: Sequence[bytes]) -> tuple[ParsingResult, Sequence[bytes]]:
    """Do one task; what fails is its outcome."""
    try:
        result, pieces = PARSERS[task.kind](task.payload, body)
        return ParsingResult(payload=msgspec.Raw(msgspec.msgpack.encode(result))), pieces
    except SourceError as error:
        return ParsingResult(error=error.message, hint=error.hint), ()
    except MemoryError:
        return ParsingResult(error="the document needs too much memory", hint="Make it smaller"), ()
    except Exception as error:  # noqa: BLE001 - one document must not end the process
        _log.exception("a document could not be parsed")
        message = f"the document could not be read ({type(error).__name__}: {str(error)[:200]})"
        return ParsingResult(error=message), ()


def main(descriptor: int) -> None:
    """Take tasks until the connection closes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    decoder = msgspec.msgpack.Decoder(Task)
    channel = ParserChannel(socket(fileno=descriptor))
    while True:
        try:
            received, *body = channel.receive()
        except EOFError:
            return
        task = decoder.decode(received)
        _allow_cpu(task.cpu_s)
        outcome, pieces = perform(task, body)
        del body  # the next document may need the memory
        channel.send((msgspec.msgpack.encode(outcome), *pieces))


def _allow_cpu(seconds: int) -> None:
    """Let the next task take this much processor time; the system ends the process after it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, most))

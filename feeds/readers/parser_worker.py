"""The process that parses foreign documents: ``python -m feeds.readers.parser_worker FD``.

It takes one task at a time from a pipe, and ends with the process that started it.
"""

import logging
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection

import msgspec

from feeds.errors import SourceError
from feeds.readers.feed_readings import FeedBody, read_document

MEMORY_BYTES = 2_000_000_000
"""The most address space of a parser: a document may not take what the others need."""

_log = logging.getLogger(__name__)


class Task(msgspec.Struct, array_like=True):
    """What to parse, and how long it may take."""

    kind: str
    payload: msgspec.Raw
    cpu_s: int


class ParsingResult(msgspec.Struct, array_like=True):
    """The result of a task, or why there is none."""

    payload: msgspec.Raw = msgspec.Raw(b"\xc0")
    error: str | None = None
    hint: str | None = None


def _feed(payload: msgspec.Raw) -> bytes:
    return msgspec.msgpack.encode(read_document(msgspec.msgpack.decode(payload, type=FeedBody)))


PARSERS: dict[str, Callable[[msgspec.Raw], bytes]] = {"feed": _feed}
"""What a parser process can do, by the kind of the task."""


def perform(task: Task) -> ParsingResult:
    """Do one task; what fails is its outcome."""
    try:
        return ParsingResult(payload=msgspec.Raw(PARSERS[task.kind](task.payload)))
    except SourceError as error:
        return ParsingResult(error=error.message, hint=error.hint)
    except MemoryError:
        return ParsingResult(error="the document needs too much memory", hint="Make it smaller")
    except Exception as error:  # noqa: BLE001 - one document must not end the process
        _log.exception("a document could not be parsed")
        return ParsingResult(
            error=f"the document could not be read ({type(error).__name__}: {str(error)[:200]})"
        )


def main(descriptor: int) -> None:
    """Take tasks until the pipe closes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    decoder = msgspec.msgpack.Decoder(Task)
    with Connection(descriptor) as pipe:
        while True:
            try:
                task = decoder.decode(pipe.recv_bytes())
            except EOFError:
                return
            _allow_cpu(task.cpu_s)
            pipe.send_bytes(msgspec.msgpack.encode(perform(task)))


def _allow_cpu(seconds: int) -> None:
    """Let the next task take this much processor time; the system ends the process after it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, most))

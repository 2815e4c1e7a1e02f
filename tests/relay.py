"""A relay on loopback that passes requests on to a server and remembers each with its answer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

UPSTREAM_TIMEOUT_S = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what it was answered; the names of headers are in small letters."""

    method: str
    target: str
    request_headers: dict[str, str]
    status: int
    response_headers: dict[str, str]
    size_bytes: int


@dataclass
class Relay:
    """``port`` is its own, ``upstream`` the server's; ``broken`` has it answer 503, ``gone`` not at all."""

    port: int
    upstream: int
    broken: bool = False
    gone: bool = False
    exchanges: list[Exchange] = field(default_factory=list)

    def take(self) -> list[Exchange]:
        """What came by since the last time."""
        taken, self.exchanges[:] = list(self.exchanges), []
        return taken


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    relay: Relay

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is none of our business."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._pass_on()

    def do_HEAD(self) -> None:
        self._pass_on()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class names it
        """Stay silent."""

    def _pass_on(self) -> None:
        relay = self.server.relay
        if relay.gone:
            self.close_connection = True
            return
        status, headers, body = self._asked(relay)
        exchange = Exchange(
            method=self.command,
            target=self.path,
            request_headers={name.lower(): value for name, value in self.headers.items()},
            status=status,
            response_headers={name.lower(): value for name, value in headers},
            size_bytes=len(body),
        )
        relay.exchanges.append(exchange)
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _asked(self, relay: Relay) -> tuple[int, list[tuple[str, str]], bytes]:
        if relay.broken:
            return 503, [("Retry-After", "30"), ("Content-Length", "0"), ("Cache-Control", "no-store")], b""
        upstream = HTTPConnection("127.0.0.1", relay.upstream, timeout=UPSTREAM_TIMEOUT_S)
        try:
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders()
            with upstream.getresponse() as answer:
                return answer.status, answer.getheaders(), answer.read()
        except (OSError, HTTPException):
            return 502, [("Content-Length", "0")], b""
        finally:
            upstream.close()


@contextmanager
def relaying(upstream: int) -> Iterator[Relay]:
    """Run a relay in threads of its own."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.relay = Relay(port=server.server_address[1], upstream=upstream)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.relay
        finally:
            server.relay.gone = True
            server.shutdown()
            thread.join()

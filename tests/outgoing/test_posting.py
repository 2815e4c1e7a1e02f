"""Posting documents: kept connections, and the same rules as for every other request to another host."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from feeds.errors import OutgoingError
from feeds.outgoing import Poster
from feeds.outgoing.resolving import HostAddresses

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Rebinding(HostAddresses):
    """Every name is this machine."""

    async def of(self, host: str, port: int) -> tuple[str, ...]:
        assert host, port
        return ("127.0.0.1",)


@dataclass
class Receiver:
    """Answers each request with the next of its responses, the last of them for ever; ``None`` closes."""

    responses: list[bytes | None]
    url: str = ""
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                self.requests.append(head + await reader.readexactly(length))
                response = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
                if response is None:
                    break
                writer.write(response)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self.ended.set()


@asynccontextmanager
async def receiving(*responses: bytes | None, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    receiver = Receiver(list(responses))
    server = await asyncio.start_server(receiver.handle, "127.0.0.1", 0, ssl=tls)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/a?b=%2F"
    try:
        yield receiver
    finally:
        server.close()


@pytest.fixture
async def poster() -> AsyncIterator[Poster]:
    async with Poster(total_timeout_s=5) as found:
        yield found


async def test_a_document_is_posted_to_exactly_its_address(poster: Poster) -> None:
    """R-HUB-13, R-HUB-27: the headers that are given, one User-Agent, nothing else."""
    async with receiving(OK) as receiver:
        assert await poster.post(receiver.url, b"Content-Type: text/x\r\n", b"<a/>", private=True) == 200
        head, _, body = receiver.requests[0].partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        assert lines[0] == b"POST /a?b=%2F HTTP/1.1"
        assert lines[1] == b"Host: " + receiver.url.removeprefix("http://").partition("/")[0].encode()
        assert lines[2].startswith(b"User-Agent: feeds/")
        assert lines[3:] == [
            b"Accept: */*",
            b"Accept-Encoding: identity",
            b"Content-Type: text/x",
            b"Content-Length: 4",
        ]
        assert body == b"<a/>"


async def test_a_connection_is_kept_for_the_next_document(poster: Poster) -> None:
    async with receiving(OK) as receiver:
        for _ in range(3):
            await poster.post(receiver.url, b"", b"x", private=True)
        assert (len(receiver.requests), receiver.connections) == (3, 1)


@pytest.mark.parametrize(
    "response",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 2000,
        b"HTTP/1.1 200 OK\r\n\r\n",
        OK + b"more than one response",
        b"HTTP/1.1 302 Found\r\nLocation: /b\r\nConnection: close\r\n\r\n",
    ],
)
async def test_a_connection_that_cannot_be_used_again_is_closed(poster: Poster, response: bytes) -> None:
    """R-HUB-17: no more than 1 KiB of a body is read, and redirects are not followed."""
    async with receiving(response, OK) as receiver:
        first = await poster.post(receiver.url, b"", b"x", private=True)
        assert first == int(response[9:12])
        assert await poster.post(receiver.url, b"", b"x", private=True) == 200
        assert (len(receiver.requests), receiver.connections) == (2, 2)


async def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(poster: Poster) -> None:
    async with receiving(OK, None, OK) as receiver:
        await poster.post(receiver.url, b"", b"1", private=True)
        assert await poster.post(receiver.url, b"", b"2", private=True) == 200
        assert [request[-1:] for request in receiver.requests] == [b"1", b"2", b"2"]


async def test_interim_responses_are_passed_over(poster: Poster) -> None:
    async with receiving(b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK) as receiver:
        assert await poster.post(receiver.url, b"", b"x", private=True) == 200


@pytest.mark.parametrize(
    "response", [None, b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"x: " + b"y" * 70_000 + b"\r\n\r\n"]
)
async def test_what_is_not_a_response_is_an_error(poster: Poster, response: bytes | None) -> None:
    """R-HUB-27: at most 64 KiB of headers."""
    async with receiving(response) as receiver:
        with pytest.raises(OutgoingError, match="the request failed"):
            await poster.post(receiver.url, b"", b"x", private=True)
        assert len(receiver.requests) == 1


async def test_a_host_that_does_not_answer_in_time_is_an_error() -> None:
    """R-HUB-27."""
    async with receiving(b"") as receiver, Poster(total_timeout_s=0.05) as poster:
        with pytest.raises(OutgoingError, match="in time"):
            await poster.post(receiver.url, b"", b"x", private=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706433/",
        "http://localhost:9/",
        "ftp://a.example/",
        "http://a.example/ HTTP/1.1",
        "http://a.example/\r\nX: y",
    ],
)
async def test_private_and_malformed_addresses_are_refused(poster: Poster, url: str) -> None:
    """R-HUB-25, R-HUB-26."""
    with pytest.raises(OutgoingError):
        await poster.post(url, b"", b"x")


async def test_a_name_that_resolves_to_a_private_address_is_refused_as_it_connects() -> None:
    """R-HUB-26: what a name resolves to is checked, and that very address is connected to."""
    async with receiving(OK) as receiver, Poster(addresses=Rebinding()) as poster:
        with pytest.raises(OutgoingError, match="no public address"):
            await poster.post(receiver.url.replace("127.0.0.1", "a.example"), b"", b"x")
        assert receiver.connections == 0


async def test_a_connection_made_with_permission_serves_no_request_without(poster: Poster) -> None:
    """R-HUB-26."""
    async with receiving(OK) as receiver, Poster(addresses=Rebinding()) as known:
        url = receiver.url.replace("127.0.0.1", "a.example")
        assert await known.post(url, b"", b"x", private=True) == 200
        with pytest.raises(OutgoingError, match="no public address"):
            await known.post(url, b"", b"x")


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return the context of a server with a certificate that nobody knows."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + signed.public_bytes(Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


async def test_certificates_are_checked(poster: Poster, tmp_path: Path) -> None:
    """R-HUB-27: a server that does not prove its name gets nothing."""
    async with receiving(OK, tls=self_signed(tmp_path)) as receiver:
        url = receiver.url.replace("http://", "https://")
        with pytest.raises(OutgoingError, match="the request failed"):
            await poster.post(url, b"", b"x", private=True)
        assert receiver.requests == []


async def test_connections_end_with_the_poster() -> None:
    async with receiving(OK) as receiver:
        async with Poster() as poster:
            await poster.post(receiver.url, b"", b"x", private=True)
        await receiver.ended.wait()

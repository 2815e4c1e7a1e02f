"""A client that sends exact bytes and reads one response after another."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawResponse:
    """A response as it came: ``lines`` are the header lines in order, ``body`` what followed them."""

    version: str
    status: int
    reason: str
    lines: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.lines if key.lower() == name.lower()]

    def get(self, name: str) -> str | None:
        values = self.all(name)
        assert len(values) <= 1, f"{name} occurs {len(values)} times"
        return values[0] if values else None

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        assert value is not None, f"no {name} among {[key for key, _ in self.lines]}"
        return value


class RawConnection:
    """One connection; ``port`` is on 127.0.0.1."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def ask(
        self,
        target: str,
        headers: Headers = (),
        *,
        method: str = "GET",
        version: str = "HTTP/1.1",
        host: bool = True,
    ) -> RawResponse:
        """Send one request without a body and read its response."""
        await self.send(request_bytes(target, headers, method=method, version=version, host=host))
        return await self.read(method)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def read(self, method: str = "GET") -> RawResponse:
        """Read one response; its length is that of ``Content-Length`` where a body may follow."""
        async with asyncio.timeout(10):
            head = await self.reader.readuntil(b"\r\n\r\n")
            status_line, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
            version, status, reason = status_line.split(" ", 2)
            pairs = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
            length = next((int(value) for name, value in pairs if name.lower() == "content-length"), 0)
            has_body = method != "HEAD" and int(status) not in {204, 304}
            body = await self.reader.readexactly(length) if has_body else b""
        return RawResponse(version=version, status=int(status), reason=reason, lines=pairs, body=body)

    async def rest(self) -> bytes:
        """Whatever comes until the server closes."""
        async with asyncio.timeout(10):
            return await self.reader.read()

    async def close(self) -> None:
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except ConnectionError:
            return


def request_bytes(
    target: str, headers: Headers = (), *, method: str = "GET", version: str = "HTTP/1.1", host: bool = True
) -> bytes:
    """A request without a body."""
    lines = [f"{method} {target} {version}", *(["Host: attacker.example"] if host else [])]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", errors="surrogateescape")


@asynccontextmanager
async def connection(port: int) -> AsyncIterator[RawConnection]:
    raw = RawConnection(*await asyncio.open_connection("127.0.0.1", port))
    try:
        yield raw
    finally:
        await raw.close()

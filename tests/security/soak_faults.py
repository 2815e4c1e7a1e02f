"""The faults of a soak, one a minute."""

import asyncio
import random
from contextlib import suppress

from tests.security.faults import FullDisk, Locked, Postgres
from tests.security.soak_service import SoakService

IDLE = 5_000
OF_AN_ADDRESS = 50
SLOW = 100
HOUR_S = 3_600
FULL_S = 10.0
LOCKED_S = 5.0


class Faults:
    """Chooses and injects faults; each kind comes once before any comes again."""

    def __init__(
        self,
        service: SoakService,
        store: FullDisk | Postgres,
        chance: random.Random,
        only: tuple[str, ...] = (),
    ) -> None:
        """Use a service and its store."""
        self._only = only
        self.service = service
        self._store = store
        self._chance = chance
        self._left: list[str] = []

    def next(self) -> str:
        """Return the name of the next fault."""
        if not self._left:
            self._left = ["kill", "worker", "database", "idle", "slow", "hostile"]
            self._left += ["clock +1 h", "clock -1 h"] if self.service.clock.works else []
            self._left += ["disk"] if isinstance(self._store, FullDisk) else []
            self._left = [name for name in self._left if not self._only or name in self._only]
            self._chance.shuffle(self._left)
        return self._left.pop()

    async def inject(self, name: str) -> bool:
        """Inject a fault, to its end; return whether connections of readers may be lost in it."""
        match name:
            case "kill":
                await self.service.kill()
                await self.service.start()
            case "worker":
                self.service.kill_worker()
            case "database":
                await self._disturb_database()
            case "disk" if isinstance(self._store, FullDisk):
                async with self._store.fault(self._chance, lasts_s=FULL_S):
                    pass
            case "clock +1 h" | "clock -1 h":
                self.service.clock.shift(HOUR_S if "+" in name else -HOUR_S)
                await asyncio.sleep(10)
                self.service.clock.shift(0)
                await asyncio.sleep(1.5)
            case "idle":
                await self._idle()
            case "slow":
                await self._slow()
            case "hostile":
                self.service.hostile_now = True
                await asyncio.sleep(15)
                self.service.hostile_now = False
        return name in ("kill", "worker")

    async def _disturb_database(self) -> None:
        if isinstance(self._store, Postgres):
            async with self._store.fault(self._chance):
                return
        path = self._store.url.removeprefix("sqlite:///")
        async with Locked(path).fault(self._chance, lasts_s=LOCKED_S):
            return

    async def _idle(self) -> None:
        """Hold connections of many addresses, as many as the machine lets one process open."""
        opened = []
        for number in range(IDLE):
            local = f"127.0.{number // OF_AN_ADDRESS // 250}.{2 + number // OF_AN_ADDRESS % 250}"
            try:
                _, writer = await asyncio.open_connection(
                    "127.0.0.1", self.service.port, local_addr=(local, 0)
                )
            except OSError:
                break
            opened.append(writer)
        await asyncio.sleep(10)
        for writer in opened:
            writer.close()

    async def _slow(self) -> None:
        """Send requests byte by byte, and read answers as slowly."""
        await asyncio.gather(*(self._slow_client() for _ in range(SLOW)))

    async def _slow_client(self) -> None:
        with suppress(OSError, TimeoutError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.service.port)
            for byte in b"GET /index.atom HTTP/1.1\r\nHost: post.example\r\n\r\n":
                writer.write(bytes((byte,)))
                await asyncio.sleep(0.2)
            for _ in range(40):
                if not await reader.read(512):
                    break
                await asyncio.sleep(0.5)
            writer.close()

"""Which sources are subscribed to at hubs of others, and which of their addresses are pushed."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit

from feeds.config import Settings
from feeds.config.source_checks import is_private_host
from feeds.errors import FeedsError
from feeds.log import Logger
from feeds.model import AdvertisedHubs, SourceSettings, Upstream, UpstreamState
from feeds.outgoing import Outgoing, host_of_url
from feeds.readers import Reader
from feeds.store import Store, upstreams
from feeds.store.upstreams.subscriptions import NewCallback
from feeds.websub import SecretBox, UpstreamSettings
from feeds.websub.upstream_protocol import new_callback_id, new_secret

OVERLAP_MS = 60_000
"""How far back changes are looked up again: other machines' clocks may differ by that much."""

COMMIT_S = 0.25
"""How long commits of other processes wait for others before what they changed is read."""

CHECK_ALL_S = 60.0
"""How often it is checked whether each subscription still exists."""

KINDS = frozenset({"feed", "opml"})
_log = Logger("feeds.service")


class Upstreams:
    """The subscriptions of this service, as far as they are known; ``refresh`` reads what changed."""

    def __init__(
        self, settings: Settings, store: Store, outgoing: Outgoing, clock: Callable[[], datetime]
    ) -> None:
        """Nothing is known before ``refresh``."""
        self.changed = asyncio.Event()
        """Set when a subscription changed or a document waits."""
        self.any = asyncio.Event()
        """Set once there is a subscription."""
        self._settings = settings
        self._store = store
        self._outgoing = outgoing
        self._clock = clock
        self._of_source: defaultdict[str, dict[int, Upstream]] = defaultdict(dict)
        self._source_of: dict[int, str] = {}
        self._pushed: dict[int, Upstream] = {}
        self._next_end: datetime | None = None
        self._check_all_s = 0.0
        self._newest_ms = 0
        self._unpushed: set[str] = set()
        self._noticing: asyncio.TimerHandle | None = None
        self._public = _is_public(settings)

    def reconfigure(self, settings: Settings) -> None:
        """Apply other settings; ``reconcile`` ends what they no longer want."""
        self._settings = settings
        self._public = _is_public(settings)

    @cached_property
    def secrets(self) -> SecretBox | None:
        """The key that encrypts secrets, which is created when it is first needed; ``None`` without one."""
        hub = self._settings.hub
        try:
            return SecretBox.open(hub.key_file or self._settings.file.with_name("hub.key"))
        except FeedsError as error:
            _log.warning("feeds are only polled: no key for secrets", error=str(error))
            return None

    def request_settings(self) -> UpstreamSettings:
        """Return where hubs deliver, and which client may contact them."""
        callback_url = f"{self._settings.site.url}/hub/callback"
        return UpstreamSettings(callback_url=callback_url, client=self._client)

    def _client(self, source: str) -> Outgoing:
        """Return the client for the hub of a source: a private hub only where the source may lead there."""
        found = self._source(source)
        if found is None:
            return self._outgoing.for_source((), ())
        return self._outgoing.for_source(map(host_of_url, found.urls), found.allow_hosts)

    def _source(self, name: str) -> SourceSettings | None:
        return next((one for one in self._settings.sources if one.name == name), None)

    def subscribes(self, source: SourceSettings) -> bool:
        """Whether a source is subscribed to: where hubs can reach this service, unless it says otherwise."""
        wanted = dict(source.options).get("websub")
        return source.kind in KINDS and (self._public if wanted is None else bool(wanted))

    def relied_on(self, source: str) -> frozenset[str]:
        """Return the addresses of a source whose documents arrive by push."""
        now, own = self._clock(), self._of_source.get(source, {})
        return frozenset(one.url for one in own.values() if one.is_relied_on(now))

    def take_unpushed(self) -> frozenset[str]:
        """Return the sources that are not pushed any more since the last call: they have to be polled."""
        unpushed, self._unpushed = frozenset(self._unpushed), set()
        return unpushed

    async def refresh(self) -> None:
        """Read what changed. Raises ``StoreError``."""
        async with self._store.read() as tx:
            changed = await upstreams.subscriptions.changed_since(tx, self._newest_ms)
            left = await upstreams.subscriptions.missing(tx, self._maybe_removed())
        now = self._clock()
        self._newest_ms = max(0, int(now.timestamp() * 1000) - OVERLAP_MS)
        for one in changed:
            self._of_source[one.source][one.key] = one
            self._source_of[one.key] = one.source
            self._note_reliance(one, relied_on=one.is_relied_on(now))
        for key in left:
            self._forget(key)
        if self._next_end is not None and now >= self._next_end:
            for one in tuple(self._pushed.values()):
                self._note_reliance(one, relied_on=one.is_relied_on(now))
        self._next_end = min(
            (one.lease_until for one in self._pushed.values() if one.lease_until), default=None
        )
        if self._source_of:
            self.any.set()

    def clock_was_set_back(self) -> None:
        """Have everything read again: what changed by the clock that was ahead is later than now."""
        self._newest_ms = 0
        self.changed.set()

    def _note_reliance(self, one: Upstream, *, relied_on: bool) -> None:
        """Note whether documents arrive; an address of which they no longer do has to be polled."""
        if relied_on:
            self._pushed[one.key] = one
        elif self._pushed.pop(one.key, None) is not None:
            self._unpushed.add(one.source)

    def _forget(self, key: int) -> None:
        """Forget a subscription that was removed."""
        source = self._source_of.pop(key, None)
        one = self._of_source[source].pop(key, None) if source is not None else None
        if one is not None:
            self._note_reliance(one, relied_on=False)

    def _maybe_removed(self) -> tuple[int, ...]:
        """Return the keys of those that are leaving; once a minute all, for what another process did."""
        now_s = time.monotonic()
        if now_s >= self._check_all_s:
            self._check_all_s = now_s + CHECK_ALL_S
            return tuple(self._source_of)
        return tuple(one.key for one in self._all() if one.state is UpstreamState.LEAVING)

    def _all(self) -> Iterator[Upstream]:
        return (one for own in self._of_source.values() for one in own.values())

    def note_commit(self) -> None:
        """Have ``changed`` set soon: another process may have changed a subscription or kept a document.

        Without subscriptions there is nothing to notice; new ones of other processes are found in time.
        """
        if self._source_of and self._noticing is None:
            self._noticing = asyncio.get_running_loop().call_later(COMMIT_S, self._notice)

    def _notice(self) -> None:
        self._noticing = None
        self.changed.set()

    def next_lease_end(self) -> datetime | None:
        """Return when the next lease ends of an address that is relied on."""
        return self._next_end

    async def polled(self, source: SourceSettings, reader: Reader, *, brought: bool) -> None:
        """Follow what the feeds of a source advertise now, and note what was not pushed but found.

        Raises ``StoreError``.
        """
        from feeds.readers.feed import FeedReader  # loaded here: many processes read no feeds
        from feeds.readers.opml import OpmlReader

        if not isinstance(reader, FeedReader | OpmlReader):
            return
        if brought:
            await self._note_missed(source.name, reader.changed_urls)
        if not self.subscribes(source):
            return
        own = self._own(source.name)
        for advertised in reader.advertised:
            wanted = self._usable(advertised)
            if not _is_followed(own.get(wanted.url), wanted):
                await self._follow(source.name, wanted)
        listed = {one.url for one in reader.advertised}
        if source.kind == "opml" and not reader.outcome.failing:
            await self._leave([one for url, one in own.items() if url not in listed])

    def _own(self, source: str) -> Mapping[str, Upstream]:
        leaving = UpstreamState.LEAVING
        own = self._of_source.get(source, {}).values()
        return {one.url: one for one in own if one.state is not leaving}

    def _usable(self, advertised: AdvertisedHubs) -> AdvertisedHubs:
        """Leave out hubs on this site: it does not push to itself."""
        own = host_of_url(self._settings.site.url)
        hubs = tuple(hub for hub in advertised.hubs if host_of_url(hub) != own)
        return AdvertisedHubs(
            url=advertised.url, address=advertised.address, topic=advertised.topic, hubs=hubs
        )

    async def _follow(self, source: str, advertised: AdvertisedHubs) -> None:
        secrets = self.secrets
        if secrets is None:
            return
        callback = NewCallback(id=new_callback_id(), secret=secrets.encrypt(new_secret()))
        async with self._store.write() as tx:
            follow = upstreams.subscriptions.follow
            changed = await follow(tx, source, advertised, callback, self._now_ms())
        if changed:
            _log.info("feed advertises hubs", source=source, topic=advertised.topic, hubs=advertised.hubs)
            self.changed.set()
        await self.refresh()

    async def _note_missed(self, source: str, urls: Iterable[str]) -> None:
        """A poll found something new at an address that is relied on: not all is pushed."""
        relied_on = self.relied_on(source).intersection(urls)
        own = self._of_source.get(source, {}).values()
        missed = [one.key for one in own if one.url in relied_on]
        if missed:
            _log.warning("a poll found what was not pushed", source=source)
            async with self._store.write() as tx:
                await upstreams.subscriptions.note_missed(tx, missed, self._now_ms())
            await self.refresh()

    async def reconcile(self) -> None:
        """End the subscriptions that the settings no longer want. Raises ``StoreError``."""
        await self.refresh()
        active = (one for one in self._all() if one.state is not UpstreamState.LEAVING)
        await self._leave([one for one in active if not self._is_wanted(one)])

    def _is_wanted(self, upstream: Upstream) -> bool:
        source = self._source(upstream.source)
        if source is None or not self.subscribes(source):
            return False
        return source.kind != "feed" or upstream.url in source.urls

    async def _leave(self, some: Sequence[Upstream]) -> None:
        if some:
            async with self._store.write() as tx:
                await upstreams.subscriptions.leave(tx, [one.key for one in some], self._now_ms())
            _log.info("upstream subscriptions end", sources=sorted({one.source for one in some}))
            await self.refresh()
            self.changed.set()

    def _now_ms(self) -> int:
        return int(self._clock().timestamp() * 1000)


def _is_followed(known: Upstream | None, wanted: AdvertisedHubs) -> bool:
    """Whether a subscription is what a feed advertises; none is what a feed without hubs needs."""
    if known is None:
        return not wanted.hubs
    same = (known.topic, known.hubs, known.address) == (wanted.topic, wanted.hubs, wanted.address)
    return same and bool(wanted.hubs)


def _is_public(settings: Settings) -> bool:
    """Whether hubs can reach the address of the site, as far as its name says."""
    host = urlsplit(settings.site.url).hostname or ""
    return ("." in host or ":" in host) and not is_private_host(host)

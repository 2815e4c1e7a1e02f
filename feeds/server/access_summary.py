"""Sums up the requests for each channel's feeds in an hour. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from http import HTTPStatus

from feeds.model import Access, Declared
from feeds.server.http.addresses import split_name
from feeds.server.http.user_agents import Agent
from feeds.server.response_counters import CounterSnapshot

_FORMATS = {".rss": "rss", ".atom": "atom", ".json": "json"}
_ARCHIVE = "/archive/"


class _Sums:
    """The counts of one channel while they are added up."""

    def __init__(self) -> None:
        self.polls: Counter[str] = Counter()
        self.readers: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.sent_bytes = 0
        self.declared: dict[tuple[str, str, str], int] = {}

    def add(self, form: str, status: int, agents: Mapping[Agent, int]) -> None:
        for agent, count in agents.items():
            self.polls[form] += count
            self.readers[agent.kind] += count
            self.statuses[status] += count
            if agent.subscribers is not None:
                key = (form, agent.kind, agent.fetcher)
                self.declared[key] = max(agent.subscribers, self.declared.get(key, 0))

    def access(self, channel: str, hour_s: int) -> Access:
        return Access(
            channel=channel,
            hour_s=hour_s,
            polls=tuple(sorted(self.polls.items())),
            unchanged=self.statuses[HTTPStatus.NOT_MODIFIED],
            deltas=self.statuses[HTTPStatus.IM_USED],
            full=self.statuses[HTTPStatus.OK],
            sent_bytes=self.sent_bytes,
            readers=tuple(sorted(self.readers.items())),
            declared=tuple(
                Declared(format=form, kind=kind, fetcher=fetcher, subscribers=number)
                for (form, kind, fetcher), number in sorted(self.declared.items())
            ),
        )


def access_summary(counted: CounterSnapshot, hour_s: int) -> tuple[Access, ...]:
    """The channels whose live feeds were requested; pages, outlines and archives do not count as polls.

    A fetcher may declare several numbers in an hour: the highest counts. What it declares for two formats of
    a channel is added up, because they are two feeds to it.
    """
    channels: defaultdict[str, _Sums] = defaultdict(_Sums)
    for status, names in counted.hits.items():
        for channel, form, name in _feeds(names):
            channels[channel].add(form, status, names[name])
    for channel, _, name in _feeds(counted.sent):
        channels[channel].sent_bytes += counted.sent[name]
    return tuple(sums.access(channel, hour_s) for channel, sums in sorted(channels.items()))


def _feeds(names: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """The names that are live feeds, with channel and format."""
    for name in names:
        channel, ending = split_name(name)
        if ending in _FORMATS and _ARCHIVE not in name:
            yield channel, _FORMATS[ending], name

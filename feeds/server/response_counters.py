"""Counts the responses of one process as they are sent. Pure: it knows neither time nor store.

Only publications are counted by name, so that clients cannot invent names: an address that does not exist is
counted by its status alone. A count costs a few look-ups, because every response passes here.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from feeds.server.http.raw_response import RawResponse
from feeds.server.http.user_agents import Agent, plain

HEAD_OK = 0
"""Stands for the status of a 200 without its body, the response to HEAD."""

AGENTS_AT_MOST = 64
DECLARING_AT_MOST = 10_000
"""How many fetchers are counted apart for one publication and status, and in all; others by kind."""

_OK = HTTPStatus.OK.value
_Names = dict[str, dict[Agent, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterSnapshot:
    """The counts between two snapshots: ``hits`` by status, name and fetcher, ``sent`` bytes by name."""

    hits: Mapping[int, Mapping[str, Mapping[Agent, int]]]
    sent: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTotals:
    """All responses of this process so far: by status, about publications, and in bytes of bodies."""

    statuses: Mapping[int, int]
    publications: int
    sent_bytes: int


class ResponseCounters:
    """Counts responses. ``connections`` are those open at the moment, ``streams`` those of events."""

    __slots__ = (
        "_before",
        "_declaring",
        "_hits",
        "_others",
        "_others_bytes",
        "_sent",
        "connections",
        "streams",
    )

    def __init__(self) -> None:
        """Begin at zero."""
        self.connections = 0
        self.streams = 0
        self._before = ResponseTotals(statuses={}, publications=0, sent_bytes=0)
        self._others: Counter[int] = Counter()
        self._others_bytes = 0
        self._start_over()

    def count(self, name: str, response: RawResponse, agent: Agent, *, has_body: bool) -> None:
        """Count a response about a publication, sent with its body or without."""
        status = response.status
        if has_body:
            self._sent[name] = self._sent.get(name, 0) + len(response.body)
        elif status == _OK:
            status = HEAD_OK
        try:
            self._hits[status][name][agent] += 1
        except KeyError:
            self._begin(name, status, agent)

    def note(self, status: int, size_bytes: int = 0) -> None:
        """Count any other response."""
        self._others[int(status)] += 1
        self._others_bytes += size_bytes

    def take(self) -> CounterSnapshot:
        """Return the counts since the last snapshot, and start again."""
        taken = CounterSnapshot(hits=self._hits, sent=self._sent)
        self._before = self._answered(taken)
        self._start_over()
        return taken

    def answered(self) -> ResponseTotals:
        """Everything so far, including the counts since the last snapshot."""
        publications = self._answered(CounterSnapshot(hits=self._hits, sent=self._sent))
        statuses = self._others.copy()
        for status, count in publications.statuses.items():
            statuses[status or _OK] += count
        return ResponseTotals(
            statuses=statuses,
            publications=publications.publications,
            sent_bytes=publications.sent_bytes + self._others_bytes,
        )

    def _start_over(self) -> None:
        self._hits: dict[int, _Names] = {}
        self._sent: dict[str, int] = {}
        self._declaring = 0

    def _begin(self, name: str, status: int, agent: Agent) -> None:
        """Count a fetcher that is new here; where there are too many, by its kind."""
        agents = self._hits.setdefault(status, {}).setdefault(name, {})
        if agent.subscribers is not None:
            if len(agents) >= AGENTS_AT_MOST or self._declaring >= DECLARING_AT_MOST:
                agent = plain(agent.kind)
            else:
                self._declaring += 1
        agents[agent] = agents.get(agent, 0) + 1

    def _answered(self, last: CounterSnapshot) -> ResponseTotals:
        """Everything before a snapshot, and the snapshot."""
        counted = {
            status: sum(sum(agents.values()) for agents in names.values())
            for status, names in last.hits.items()
        }
        before = self._before
        return ResponseTotals(
            statuses=Counter(before.statuses) + Counter(counted),
            publications=before.publications + sum(counted.values()),
            sent_bytes=before.sent_bytes + sum(last.sent.values()),
        )

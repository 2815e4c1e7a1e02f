"""The bodies of deliveries, prepared once for all subscribers that have the same revision."""

from dataclasses import dataclass, field
from functools import cached_property

from feeds.model import Publication
from feeds.publish import content_since

DIFFABLE = frozenset({"application/atom+xml", "application/rss+xml"})
"""Media types of which entries that were delivered before may be left out (R-HUB-13)."""

MAX_BODIES = 32
"""How many bodies of one revision are kept."""


@dataclass(frozen=True, kw_only=True)
class TopicDocument:
    """One revision of a topic as it is sent, with a body for each base that subscribers have.

    The revisions of a topic that ``moved`` here are not bases.
    Source: WebSub §7, R-HUB-13, R-HUB-14.
    """

    publication: Publication
    hub_url: str
    topic_url: str
    moved: bool = False
    bodies: dict[int, bytes] = field(default_factory=dict)

    def is_same(self, other: "TopicDocument") -> bool:
        """Whether another one is about the same revision and has the same addresses."""
        same_addresses = (self.hub_url, self.topic_url) == (other.hub_url, other.topic_url)
        return self.publication is other.publication and same_addresses and self.moved == other.moved

    def body_since(self, acknowledged: int) -> bytes:
        """Return what is new since a revision that a subscriber accepted, or all (R-HUB-20)."""
        if self.moved or self.publication.media_type.partition(";")[0].strip() not in DIFFABLE:
            return self.publication.body
        body = self.bodies.get(acknowledged)
        if body is None:
            if len(self.bodies) >= MAX_BODIES:
                self.bodies.clear()
            body = self.bodies[acknowledged] = content_since(self.publication, acknowledged)
        return body

    @cached_property
    def headers(self) -> bytes:
        """The headers, as whole lines."""
        return self.headers_for(self.topic_url)

    def headers_for(self, topic_url: str) -> bytes:
        """Return the headers for a subscriber with a private address of the topic."""
        link = f'<{self.hub_url}>; rel="hub", <{topic_url}>; rel="self"'
        return f"Content-Type: {self.publication.media_type}\r\nLink: {link}\r\n".encode("latin-1")

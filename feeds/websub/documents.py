"""The bodies of deliveries, prepared once for all subscribers that have the same revision."""

from dataclasses import dataclass, field

from feeds.model import Publication
from feeds.publish import content_since

DIFFABLE = frozenset({"application/atom+xml", "application/rss+xml"})
"""Media types of which entries that were delivered before may be left out (R-HUB-13)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDocument:
    """One revision of a topic as it is sent: its headers, and a body for each base that subscribers have.

    ``headers`` are whole lines. The revisions of a topic that ``moved`` here are not bases.
    Source: WebSub §7, R-HUB-13, R-HUB-14.
    """

    publication: Publication
    headers: bytes
    moved: bool = False
    bodies: dict[int, bytes] = field(default_factory=dict)

    def body_since(self, acknowledged: int) -> bytes:
        """Return what is new since a revision that a subscriber accepted, or all (R-HUB-20)."""
        if self.moved or self.publication.media_type.partition(";")[0].strip() not in DIFFABLE:
            return self.publication.body
        body = self.bodies.get(acknowledged)
        if body is None:
            body = self.bodies[acknowledged] = content_since(self.publication, acknowledged)
        return body


def topic_document(
    publication: Publication, hub_url: str, topic_url: str, *, moved: bool = False
) -> TopicDocument:
    """Prepare a revision."""
    link = f'<{hub_url}>; rel="hub", <{topic_url}>; rel="self"'
    headers = f"Content-Type: {publication.media_type}\r\nLink: {link}\r\n".encode("latin-1")
    return TopicDocument(publication=publication, headers=headers, moved=moved)

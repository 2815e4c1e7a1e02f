"""Frozen values that pass between packages: records, channels, documents, findings, publications."""

from feeds.model.access import Access, Declared
from feeds.model.archive import Filed, Part, Position
from feeds.model.channel import (
    INDEX,
    Channel,
    ContentMode,
    Credit,
    Format,
    Period,
    RemovedChannel,
    Selection,
    Site,
)
from feeds.model.document import Cloud, Document, Entry, FeedLink, Fragment, Head, Pieces, Tombstone
from feeds.model.feed_head import FeedHead
from feeds.model.file_facts import DueFile, FileFacts
from feeds.model.finding import DocumentKind, Finding, Report, Severity
from feeds.model.identity import (
    ADDRESS,
    AUTHORITY,
    Alias,
    Precedence,
    address_id,
    is_global_id,
    local_id,
    local_name,
    minted_digest,
)
from feeds.model.limits import LOOPBACK, Limits
from feeds.model.outline import OutlineNode
from feeds.model.page import PageLink, PageView
from feeds.model.publication import Coding, GoneResource, Publication, PublicationDraft, Representation
from feeds.model.push import IdempotentResponse, PushResult, RecordOutcome, Scope, Token
from feeds.model.reading import Reading
from feeds.model.record import (
    FIELD_NAMES,
    Attachment,
    Contributor,
    Discussion,
    Person,
    Place,
    Record,
    Related,
    ReplyTarget,
    Source,
    Status,
    Tag,
)
from feeds.model.sitemap import MapUrl, NewsItem
from feeds.model.source import Mark, SourceSettings, TextKind
from feeds.model.source_status import ReadHistory, SourceHealth, SourceStatus
from feeds.model.subscriber import Subscriber
from feeds.model.task_status import TaskStatus
from feeds.model.upstream import AdvertisedHubs, PushedDocument, Upstream, UpstreamCounts, UpstreamState
from feeds.model.websub import (
    Capability,
    Delivery,
    Ending,
    HubCounts,
    HubMode,
    HubRequest,
    Ping,
    Protocol,
    Subscription,
)
from feeds.text.dates import TimeFlag

__all__ = [
    "ADDRESS",
    "AUTHORITY",
    "FIELD_NAMES",
    "INDEX",
    "LOOPBACK",
    "Access",
    "AdvertisedHubs",
    "Alias",
    "Attachment",
    "Capability",
    "Channel",
    "Cloud",
    "Coding",
    "ContentMode",
    "Contributor",
    "Credit",
    "Declared",
    "Delivery",
    "Discussion",
    "Document",
    "DocumentKind",
    "DueFile",
    "Ending",
    "Entry",
    "FeedHead",
    "FeedLink",
    "FileFacts",
    "Filed",
    "Finding",
    "Format",
    "Fragment",
    "GoneResource",
    "Head",
    "HubCounts",
    "HubMode",
    "HubRequest",
    "IdempotentResponse",
    "Limits",
    "MapUrl",
    "Mark",
    "NewsItem",
    "OutlineNode",
    "PageLink",
    "PageView",
    "Part",
    "Period",
    "Person",
    "Pieces",
    "Ping",
    "Place",
    "Position",
    "Precedence",
    "Protocol",
    "Publication",
    "PublicationDraft",
    "PushResult",
    "PushedDocument",
    "ReadHistory",
    "Reading",
    "Record",
    "RecordOutcome",
    "Related",
    "RemovedChannel",
    "ReplyTarget",
    "Report",
    "Representation",
    "Scope",
    "Selection",
    "Severity",
    "Site",
    "Source",
    "SourceHealth",
    "SourceSettings",
    "SourceStatus",
    "Status",
    "Subscriber",
    "Subscription",
    "Tag",
    "TaskStatus",
    "TextKind",
    "TimeFlag",
    "Token",
    "Tombstone",
    "Upstream",
    "UpstreamCounts",
    "UpstreamState",
    "address_id",
    "is_global_id",
    "local_id",
    "local_name",
    "minted_digest",
]

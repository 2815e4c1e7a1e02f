"""The orchestrator: it calls the other packages in order; they do not call each other."""

from feeds.pipeline.channel_publisher import PublishResult
from feeds.pipeline.intake import IntakeCounts, MetRecords
from feeds.pipeline.orchestrator import Orchestrator
from feeds.pipeline.pauses import Clock
from feeds.pipeline.publish_all import PublishProgress
from feeds.pipeline.site_context import SiteContext

__all__ = [
    "Clock",
    "IntakeCounts",
    "MetRecords",
    "Orchestrator",
    "PublishProgress",
    "PublishResult",
    "SiteContext",
]

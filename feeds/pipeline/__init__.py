"""The one conductor: calls each room once, in order; no room calls another."""

from feeds.pipeline.channel_publisher import PublishResult
from feeds.pipeline.intake import IntakeCounts
from feeds.pipeline.orchestrator import Clock, Orchestrator
from feeds.pipeline.site_context import SiteContext

__all__ = ["Clock", "IntakeCounts", "Orchestrator", "PublishResult", "SiteContext"]

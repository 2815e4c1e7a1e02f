"""The WebSub hub: accepts subscriptions, verifies them, and delivers revisions. Source: W3C WebSub."""

from feeds.websub.capabilities import Capabilities
from feeds.websub.delivery import Deliverer
from feeds.websub.hub import Hub, HubSettings, TooManyRequestsError
from feeds.websub.pings import Pinger
from feeds.websub.protocol import HubRequestError
from feeds.websub.secrets import SecretBox
from feeds.websub.upstream_callback import DeliveredDocument, Receipt, UpstreamCallback
from feeds.websub.upstream_requests import UpstreamRequester, UpstreamSettings
from feeds.websub.verification import Verifier

__all__ = [
    "Capabilities",
    "DeliveredDocument",
    "Deliverer",
    "Hub",
    "HubRequestError",
    "HubSettings",
    "Pinger",
    "Receipt",
    "SecretBox",
    "TooManyRequestsError",
    "UpstreamCallback",
    "UpstreamRequester",
    "UpstreamSettings",
    "Verifier",
]

"""The WebSub hub: accepts subscriptions, verifies them, and delivers revisions. Source: W3C WebSub.

The names are imported on first use: commands that only read and publish need no hub (PEP 562).
"""

from feeds.lazy import lazy_names

__getattr__ = lazy_names(
    __name__,
    {
        "Capabilities": "capabilities",
        "DeliveredDocument": "upstream_callback",
        "Deliverer": "delivery",
        "Hub": "hub",
        "HubRequestError": "protocol",
        "HubSettings": "hub",
        "Pinger": "pings",
        "Receipt": "upstream_callback",
        "SecretBox": "secrets",
        "TooManyRequestsError": "hub",
        "UpstreamCallback": "upstream_callback",
        "UpstreamRequester": "upstream_requests",
        "UpstreamSettings": "upstream_requests",
        "Verifier": "verification",
    },
)

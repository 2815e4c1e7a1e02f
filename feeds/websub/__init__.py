"""The WebSub hub: accepts subscriptions, verifies them, and delivers revisions. Source: W3C WebSub.

The names are imported on first use: commands that only read and publish need no hub (PEP 562).
"""

from importlib import import_module

_MODULES = {
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
}


def __getattr__(name: str) -> object:
    """Import the module of a name on first use."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

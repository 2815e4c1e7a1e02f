"""Sign deliveries, so that a subscriber can verify the sender (R-HUB-15, R-HUB-16). Source: WebSub §7.1."""

import hmac

ALGORITHM = "sha256"


def signature(secret: bytes, body: bytes, algorithm: str = ALGORITHM) -> str:
    """Return the value of ``X-Hub-Signature`` for the exact bytes of a body."""
    return f"{algorithm}={hmac.digest(secret, body, algorithm).hex()}"

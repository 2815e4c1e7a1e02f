"""Authenticates requests of the API by bearer token, and checks the scope of a token."""

from http import HTTPStatus

from feeds.model import Scope, Token
from feeds.server.api.concurrency import ConcurrencyLimiter
from feeds.server.api.limits import PushLimits
from feeds.server.api.problems import HTTPProblem, Where, bad_request, later
from feeds.server.api.record_service import RecordService
from feeds.server.auth.bearer_tokens import credentials
from feeds.server.auth.failure_limiter import FailureLimiter
from feeds.server.auth.secrets import verify

CHALLENGE = 'Bearer realm="feeds"'


class Authenticator:
    """Checks tokens; ``concurrency`` limits the pushes that run."""

    def __init__(self, records: RecordService, limits: PushLimits) -> None:
        """Begin without running pushes."""
        self.records = records
        self.limits = limits
        self.concurrency = ConcurrencyLimiter(limits)
        self._failures = FailureLimiter(limits.failures)

    async def identify(self, authorization: str | None, address: str, now_s: float) -> Token:
        """The token of a request. Raises ``HTTPProblem``: 401, or 429 after many failures."""
        given = credentials(authorization)
        token = await self.records.token(given[0]) if given else None
        if given and verify(token, given[1]) and token is not None:
            return token
        wait_s = self._failures.fail(address, now_s)
        if wait_s:
            text = "Too many requests without a valid token."
            raise later(HTTPStatus.TOO_MANY_REQUESTS, text, wait_s)
        error = ', error="invalid_token"' if authorization else ""
        extra = (("WWW-Authenticate", f"{CHALLENGE}{error}"),)
        text = "Send a valid token: Authorization: Bearer feeds_… (make one with feeds token make NAME)."
        raise HTTPProblem(HTTPStatus.UNAUTHORIZED, text, extra=extra)

    def source(self, wanted: str | None, scope: Scope) -> str:
        """The source that records go to. Raises ``HTTPProblem``: 400, or 403 outside the scope."""
        known = self.records.sources()
        allowed = [name for name in known if name in scope.sources]
        if wanted is None:
            if len(allowed) == 1:
                return allowed[0]
            text = "Name the source the records belong to: ?source=NAME."
            raise bad_request(text, Where(field="source"))
        if wanted not in scope.sources:
            raise outside_scope("This token may not push to that source.", "source")
        if wanted not in known:
            raise bad_request('No source of kind "push" has this name.', Where(field="source"))
        return wanted


def outside_scope(text: str, field: str) -> HTTPProblem:
    """403. Source: RFC 6750 §3.1."""
    extra = (("WWW-Authenticate", f'{CHALLENGE}, error="insufficient_scope"'),)
    return HTTPProblem(HTTPStatus.FORBIDDEN, text, Where(field=field), extra)

"""Polls a real process through a release and an expiry: no answer may be kept past the second."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession

from feeds.service.clock import utc_now
from tests.cli.newsroom import article, newsroom, rewrite
from tests.service.processes import Process, process, until

SOON_S = (3, 10, 30, 90)
"""How far ahead the moment is; further with each attempt, for a machine that is busy with other work."""

MARGIN_S = 2
"""As long before the moment the process has to know of it, or the attempt shows nothing."""

PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One answer: when it was made, whether it shows the article, and its ``Cache-Control``."""

    at: datetime
    shows: bool
    control: str

    @property
    def max_age_s(self) -> int:
        if self.control == "no-store":  # not published yet
            return 0
        found = re.search(r"max-age=(\d+)", self.control)
        assert found is not None
        return int(found[1])


@pytest.mark.slow
@pytest.mark.parametrize("field", ["date_expires", "date_release"])
async def test_no_answer_is_fresh_past_the_moment_of_a_change(tmp_path: Path, field: str) -> None:
    """R-HTTP-17: neither the version before the moment, nor the same one sent until it is replaced."""
    file = newsroom(tmp_path, article(1))
    async with process(file) as parts, ClientSession() as session:
        for number, soon_s in enumerate(SOON_S, start=2):
            due_at = (utc_now() + timedelta(seconds=soon_s)).replace(microsecond=0)
            rewrite(file, article(1), article(number, **{field: due_at.isoformat()}))
            await until(lambda due_at=due_at: _is_known(parts, due_at), PATIENCE_S)  # type: ignore[misc]
            if utc_now() + timedelta(seconds=MARGIN_S) < due_at:
                before = await _watch(parts, session, f"Ferry {number}", first=field == "date_expires")
                break
        else:
            pytest.skip("this machine is too busy to know of a moment before it comes")
    assert before
    for one in before:
        if one.at < due_at - timedelta(seconds=1):
            assert one.at + timedelta(seconds=one.max_age_s) <= due_at, one.control
        else:
            assert (one.max_age_s, "stale" in one.control) == (0, False), one.control


async def _is_known(parts: Process, due_at: datetime) -> bool:
    """Whether the server knows of a change, or is past it."""
    return parts.cache.due_s("news") == int(due_at.timestamp()) or utc_now() >= due_at


async def _watch(parts: Process, session: ClientSession, title: str, *, first: bool) -> list[Sample]:
    """Poll until the version after the moment is sent; return the answers with the one before it.

    An article that expires is shown ``first``; until it is published the feed is not the version before.
    """
    samples: list[Sample] = []

    async def has_changed() -> bool:
        async with session.get(f"http://127.0.0.1:{parts.port}/news.atom") as answer:
            body, headers = await answer.text(), answer.headers
        at = parsedate_to_datetime(headers["Date"])
        shows = title in body
        if shows is first:
            samples.append(Sample(at=at, shows=shows, control=headers["Cache-Control"]))
        return shows is not first and bool(samples)

    await until(has_changed, PATIENCE_S)
    return samples

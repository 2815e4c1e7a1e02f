"""Polls a real process through a release and an expiry: no answer may be kept past the second."""

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession

from feeds.service.clock import utc_now
from tests.cli.newsroom import article, newsroom
from tests.service.processes import process

SOON = timedelta(seconds=5)


@pytest.mark.slow
@pytest.mark.parametrize("field", ["date_expires", "date_release"])
async def test_no_answer_is_fresh_past_the_moment_of_a_change(tmp_path: Path, field: str) -> None:
    """R-HTTP-17: neither the version before the moment, nor the same one sent until it is replaced."""
    due_at = (utc_now() + SOON).replace(microsecond=0)
    file = newsroom(tmp_path, article(1), article(2, **{field: due_at.isoformat()}))
    sent: list[tuple[datetime, int, bool, str]] = []
    async with process(file) as parts, ClientSession() as session:
        address = f"http://127.0.0.1:{parts.port}/news.atom"
        while utc_now() < due_at + SOON and not _is_over(sent, field):
            async with session.get(address) as answer:
                body = await answer.text()
                if answer.status == 200 and "Ferry 1" in body:
                    control = answer.headers["Cache-Control"]
                    at = parsedate_to_datetime(answer.headers["Date"])
                    sent.append((at, _max_age_s(control), "Ferry 2" in body, control))
    before = [one for one in sent if one[2] is (field == "date_expires")]
    assert _is_over(sent, field)
    for at, max_age_s, _, control in before:
        if at < due_at - timedelta(seconds=1):
            assert at + timedelta(seconds=max_age_s) <= due_at, control
        else:
            assert (max_age_s, "stale" in control) == (0, False), control


def _is_over(sent: list[tuple[datetime, int, bool, str]], field: str) -> bool:
    """Whether the version after the moment was sent, after the one before it."""
    shown = [one[2] for one in sent]
    first = field == "date_expires"
    return first in shown and (not first) in shown


def _max_age_s(control: str) -> int:
    found = re.search(r"max-age=(\d+)", control)
    assert found is not None
    return int(found[1])

"""Private channels in a process that follows another: what is closed or revoked there is so here."""

from pathlib import Path

from feeds.service.credentials import make_subscriber, revoke_subscriber
from tests.cli.newsroom import article, newsroom
from tests.service.processes import process, until

CLUB = '\n[[channels]]\npath = "club"\ntitle = "Club"\n'
SOON_S = 1.0


async def test_a_follower_closes_a_channel_and_ends_a_token_within_a_second(tmp_path: Path) -> None:
    """R-AUTH-05: also what it has in memory."""
    file = newsroom(tmp_path, article(1), article(2, channel="club"))
    public = file.read_text(encoding="utf-8") + CLUB
    file.write_text(public, encoding="utf-8")
    async with process(file, follower=False) as leader, process(file, follower=True) as follower:

        async def answers(target: str, status: int) -> bool:
            return await follower.status(target) == status

        async def closed() -> bool:
            return await leader.status("/club.atom") == 401

        await until(lambda: answers("/club.atom", 200))
        assert await follower.status("/club.atom") == 200
        file.write_text(f"{public}private = true\n", encoding="utf-8")
        leader.tasks.request_reload()
        await until(closed)
        await until(lambda: answers("/club.atom", 401), SOON_S)
        settings = leader.service.settings
        made = await make_subscriber(leader.service.store, settings, "anna", ["club"])
        target = made.urls[1].removeprefix("https://post.example")
        assert await follower.status(target) == 200
        await revoke_subscriber(leader.service.store, "anna")
        assert await follower.status(target) == 404
        await until(lambda: answers("/robots.txt", 200))

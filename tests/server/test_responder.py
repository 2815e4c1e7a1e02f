"""The desk keeps header blocks, not publications."""

import gc
from weakref import ref

from multidict import CIMultiDict

from feeds.model import Limits
from feeds.server.auth.subscriber_auth import SubscriberAuth
from feeds.server.http.addresses import Addresses
from feeds.server.http.clients import Clients
from feeds.server.http.date_header import DateHeader
from feeds.server.redownload_limiter import RedownloadLimiter
from feeds.server.responder import KEPT_AT_MOST, Responder
from tests.server.samples import LATER_S, publication
from tests.server.shelves import MemoryShelf

NOTHING: CIMultiDict[str] = CIMultiDict()


def desk_over(shelf: MemoryShelf) -> Responder:
    return Responder(
        shelf,
        Addresses("https://news.example.org"),
        languages=("zh", "en"),
        stamp=DateHeader(lambda: LATER_S),
        clients=Clients(),
        budget=RedownloadLimiter(Limits()),
        doorkeeper=SubscriberAuth(None, "news.example.org"),
    )


async def test_what_the_shelf_lets_go_is_gone() -> None:
    shelf = MemoryShelf(publication("news.atom"), publication("news.zh.html"))
    desk = desk_over(shelf)
    for target in ("/news.atom", "/news"):
        assert (await desk.answer("GET", target, NOTHING))[0].status == 200
    held = [ref(one) for one in shelf.stored.values()]
    for name in tuple(shelf.stored):
        shelf.drop(name)
    gc.collect()
    assert [one() for one in held] == [None, None]


async def test_an_equal_publication_that_is_another_object_is_prepared_anew() -> None:
    shelf = MemoryShelf(publication("news.atom", max_age_s=60))
    desk = desk_over(shelf)
    await desk.answer("GET", "/news.atom", NOTHING)
    shelf.put(publication("news.atom", max_age_s=120))
    found = desk.respond_cached("GET", "/news.atom", NOTHING)
    assert found is not None
    assert b"max-age=120" in found[0].block


async def test_what_is_prepared_is_bounded() -> None:
    shelf = MemoryShelf(publication("news.atom"))
    desk = desk_over(shelf)
    for number in range(KEPT_AT_MOST + 1):
        await desk.answer("GET", f"http://{number}.example/news.atom", NOTHING)
    assert len(desk._kept) == KEPT_AT_MOST


async def test_pages_and_queries_are_not_at_hand() -> None:
    shelf = MemoryShelf(publication("news.atom"), publication("news.zh.html"))
    shelf.warm()
    desk = desk_over(shelf)
    for target in ("/news", "/news.atom?x", "/news.atom/", "/missing.atom"):
        await desk.answer("GET", target, NOTHING)
        assert desk.respond_cached("GET", target, NOTHING) is None

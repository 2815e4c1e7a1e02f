"""What every shelf must do; a test module subclasses ``ShelfContract`` and makes its shelf in a fixture."""

from abc import ABC, abstractmethod

from feeds.model import GoneResource, Publication
from feeds.server.publication_source import PublicationSource
from tests.server.samples import publication


class Shelved(ABC):
    """A shelf and the two ways its store changes."""

    shelf: PublicationSource

    @abstractmethod
    async def publish(self, revision: Publication) -> None:
        """Make a revision the one that stands, and visible."""

    @abstractmethod
    async def withdraw(self, name: str) -> None:
        """Take an address away, visibly."""


class ShelfContract:
    """Subclass it in a test module that has a fixture ``shelved``."""

    async def test_an_unknown_name_is_none(self, shelved: Shelved) -> None:
        assert shelved.shelf.cached("nowhere.atom") is None
        assert await shelved.shelf.fetch("nowhere.atom") is None
        assert shelved.shelf.cached("nowhere.atom") is None

    async def test_what_was_fetched_is_at_hand_as_the_same_object(self, shelved: Shelved) -> None:
        await shelved.publish(publication("news.atom"))
        fetched = await shelved.shelf.fetch("news.atom")
        assert fetched == publication("news.atom")
        assert shelved.shelf.cached("news.atom") is fetched
        assert await shelved.shelf.fetch("news.atom") is fetched

    async def test_a_new_revision_is_another_object_at_once(self, shelved: Shelved) -> None:
        await shelved.publish(publication("news.atom", number=1))
        before = await shelved.shelf.fetch("news.atom")
        await shelved.publish(publication("news.atom", number=2, body=b"<feed>newer</feed>" * 20))
        at_hand = shelved.shelf.cached("news.atom")
        assert at_hand is not before
        assert at_hand is None or at_hand.number == 2
        fetched = await shelved.shelf.fetch("news.atom")
        assert isinstance(fetched, Publication)
        assert fetched.number == 2

    async def test_another_name_leaves_it_the_same_object(self, shelved: Shelved) -> None:
        await shelved.publish(publication("news.atom"))
        before = await shelved.shelf.fetch("news.atom")
        await shelved.publish(publication("sport.atom"))
        assert await shelved.shelf.fetch("news.atom") is before

    async def test_what_was_withdrawn_has_departed_until_it_comes_back(self, shelved: Shelved) -> None:
        """R-HTTP-46, R-PAGE-13."""
        await shelved.publish(publication("news.atom"))
        await shelved.shelf.fetch("news.atom")
        await shelved.withdraw("news.atom")
        assert shelved.shelf.cached("news.atom") is None
        assert await shelved.shelf.fetch("news.atom") == GoneResource(name="news.atom")
        assert shelved.shelf.cached("news.atom") is None
        await shelved.publish(publication("news.atom"))
        assert await shelved.shelf.fetch("news.atom") == publication("news.atom")

    async def test_names_are_exact_and_of_any_script(self, shelved: Shelved) -> None:
        await shelved.publish(publication("新闻/省内.atom"))
        assert await shelved.shelf.fetch("新闻/省内.atom") is not None
        assert await shelved.shelf.fetch("新闻/省内.Atom") is None

    async def test_facts_and_readiness_agree(self, shelved: Shelved) -> None:
        await shelved.publish(publication("news.atom"))
        facts = await shelved.shelf.facts()
        assert facts.ready == shelved.shelf.ready()
        assert facts.publications >= 1

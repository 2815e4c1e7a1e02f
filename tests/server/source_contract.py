"""The contract of publication sources; a test module subclasses ``PublicationSourceContract``."""

from abc import ABC, abstractmethod

from feeds.model import GoneResource, Publication
from feeds.server.publication_source import PublicationSource
from tests.server.samples import publication


class ChangingSource(ABC):
    """A publication source and the two ways its store changes."""

    source: PublicationSource

    @abstractmethod
    async def publish(self, revision: Publication) -> None:
        """Publish a revision, visibly."""

    @abstractmethod
    async def withdraw(self, name: str) -> None:
        """Withdraw a publication, visibly."""


class PublicationSourceContract:
    """Subclass it in a test module with a fixture ``changing``."""

    async def test_an_unknown_name_is_none(self, changing: ChangingSource) -> None:
        assert changing.source.cached("nowhere.atom") is None
        assert await changing.source.fetch("nowhere.atom") is None
        assert changing.source.cached("nowhere.atom") is None

    async def test_a_fetched_publication_is_cached_as_the_same_object(self, changing: ChangingSource) -> None:
        await changing.publish(publication("news.atom"))
        fetched = await changing.source.fetch("news.atom")
        assert fetched == publication("news.atom")
        assert changing.source.cached("news.atom") is fetched
        assert await changing.source.fetch("news.atom") is fetched

    async def test_a_new_revision_is_another_object_at_once(self, changing: ChangingSource) -> None:
        await changing.publish(publication("news.atom", number=1))
        before = await changing.source.fetch("news.atom")
        await changing.publish(publication("news.atom", number=2, body=b"<feed>newer</feed>" * 20))
        cached = changing.source.cached("news.atom")
        assert cached is not before
        assert cached is None or cached.number == 2
        fetched = await changing.source.fetch("news.atom")
        assert isinstance(fetched, Publication)
        assert fetched.number == 2

    async def test_publishing_another_name_keeps_the_cached_object(self, changing: ChangingSource) -> None:
        await changing.publish(publication("news.atom"))
        before = await changing.source.fetch("news.atom")
        await changing.publish(publication("sport.atom"))
        assert await changing.source.fetch("news.atom") is before

    async def test_a_withdrawn_name_is_gone_until_it_is_published_again(
        self, changing: ChangingSource
    ) -> None:
        """R-HTTP-46, R-PAGE-13."""
        await changing.publish(publication("news.atom"))
        await changing.source.fetch("news.atom")
        await changing.withdraw("news.atom")
        assert changing.source.cached("news.atom") is None
        assert await changing.source.fetch("news.atom") == GoneResource(name="news.atom")
        assert changing.source.cached("news.atom") is None
        await changing.publish(publication("news.atom"))
        assert await changing.source.fetch("news.atom") == publication("news.atom")

    async def test_names_are_exact_and_of_any_script(self, changing: ChangingSource) -> None:
        await changing.publish(publication("新闻/省内.atom"))
        assert await changing.source.fetch("新闻/省内.atom") is not None
        assert await changing.source.fetch("新闻/省内.Atom") is None

    async def test_status_and_readiness_agree(self, changing: ChangingSource) -> None:
        await changing.publish(publication("news.atom"))
        facts = await changing.source.status()
        assert facts.ready == changing.source.ready()
        assert facts.publications >= 1

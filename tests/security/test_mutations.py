"""A few mutated inputs of every kind (`make attack`: 100,000 of each)."""

import pytest

from tests.security.mutation_kinds import kinds
from tests.security.mutations import attack, attack_server

COUNT = 20
SEED = 20261130


@pytest.mark.parametrize("name", kinds())
def test_mutated_documents_are_read_or_refused(name: str) -> None:
    assert attack(name, kinds()[name], COUNT, SEED) == {}


async def test_mutated_requests_are_answered_or_refused() -> None:
    assert await attack_server(5 * COUNT, SEED) == {}

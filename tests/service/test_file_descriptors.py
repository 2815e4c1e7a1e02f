"""A process that cannot open enough files says so before it starts."""

import resource
from collections.abc import Iterator

import pytest

from feeds.errors import FeedsError
from feeds.service.file_descriptors import RESERVED, reserve_descriptors


@pytest.fixture(autouse=True)
def limits() -> Iterator[tuple[int, int]]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield before
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_the_soft_limit_is_raised_as_far_as_needed(limits: tuple[int, int]) -> None:
    _, hard = limits
    resource.setrlimit(resource.RLIMIT_NOFILE, (1_000, hard))
    reserve_descriptors(500)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (1_000, hard)
    reserve_descriptors(1_000)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (1_000 + RESERVED, hard)


def test_a_hard_limit_that_is_too_low_is_an_error_with_the_number(limits: tuple[int, int]) -> None:
    _, hard = limits
    needed = hard + 1 + RESERVED
    with pytest.raises(FeedsError, match=f"this process may open {hard} files") as caught:
        reserve_descriptors(hard + 1)
    assert caught.value.where == "server.limits.connections"
    assert f"ulimit -n {needed}" in str(caught.value.hint)

"""Keeps the benchmark of rendering alive."""

import pytest

from tests.bench import rendering


@pytest.mark.bench
def test_the_benchmark_compares_like_with_like() -> None:
    listed = rendering.entries(3)
    for body in rendering.by_feedgen(listed):
        assert body.count(b"Article") == 3
    assert [row.unit for row in rendering.rows(rounds=1)] == ["× feedgen", "ms", "ms"]

"""What all tests share: the option that rewrites golden files, and which tests coverage leaves out."""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("feeds", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("feeds")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write what is rendered now as the golden files"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than processors: many tests wait for servers and commands that they started."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Do not measure the coverage of slow tests, attacks and benchmarks: it doubles their time."""
    for item in items:
        if item.nodeid.startswith("tests/security/") or item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.no_cover)

"""What all tests share: the option that rewrites golden files."""

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("feeds", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("feeds")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write what is rendered now as the golden files"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))

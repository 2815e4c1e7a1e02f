"""How long a client may take."""

from feeds.model import Limits
from feeds.server.fastpath.client_timeouts import ClientTimeouts

LIMITS = Limits(head_s=20.0, stall_s=30.0, send_s=300.0)


def test_a_request_must_be_complete_in_time() -> None:
    patience = ClientTimeouts(0.0)
    patience.asks(15.0)
    assert not patience.is_over(0, 20.0, LIMITS)
    assert patience.is_over(0, 20.1, LIMITS)


def test_between_requests_there_is_time() -> None:
    patience = ClientTimeouts(0.0)
    patience.asked()
    assert not patience.is_over(0, 1e6, LIMITS)
    patience.asks(1e6)
    assert patience.is_over(0, 1e6 + 21, LIMITS)


def test_a_client_that_takes_nothing_is_cut_off() -> None:
    patience = ClientTimeouts(0.0)
    patience.asked()
    assert not patience.is_over(1000, 100.0, LIMITS)
    assert not patience.is_over(1000, 130.0, LIMITS)
    assert patience.is_over(1000, 130.1, LIMITS)


def test_a_slow_client_that_goes_on_taking_is_not() -> None:
    patience = ClientTimeouts(0.0)
    patience.asked()
    assert not any(patience.is_over(1000 - taken, 10.0 * taken, LIMITS) for taken in range(30))
    assert patience.is_over(700, 310.0, LIMITS)


def test_what_was_taken_whole_is_forgotten() -> None:
    patience = ClientTimeouts(0.0)
    patience.asked()
    for round_s in range(0, 3000, 25):
        assert not patience.is_over(1000, float(round_s), LIMITS)
        assert not patience.is_over(0, round_s + 12.0, LIMITS)


def test_who_brings_a_body_need_not_read_meanwhile() -> None:
    patience = ClientTimeouts(0.0)
    patience.asked()
    assert not patience.is_over(1000, 100.0, LIMITS)
    patience.brings()
    assert not patience.is_over(1000, 1000.0, LIMITS)
    assert patience.is_over(1000, 1030.1, LIMITS)

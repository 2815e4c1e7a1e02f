"""How long a client may take."""

from feeds.model import Limits
from feeds.server.fastpath.client_timeouts import ClientTimeouts

LIMITS = Limits(head_s=20.0, body_s=60.0, stall_s=30.0, send_s=300.0)


def idle() -> ClientTimeouts:
    timeouts = ClientTimeouts(0.0)
    timeouts.header_done()
    return timeouts


def test_a_head_must_be_complete_in_time() -> None:
    timeouts = ClientTimeouts(0.0)
    timeouts.header_started(15.0)
    assert not timeouts.expired(0, 20.0, LIMITS)
    assert timeouts.expired(0, 20.1, LIMITS)


def test_between_requests_there_is_time() -> None:
    timeouts = idle()
    assert not timeouts.expired(0, 1e6, LIMITS)
    timeouts.header_started(1e6)
    assert timeouts.expired(0, 1e6 + 21, LIMITS)


def test_a_client_that_receives_nothing_is_closed() -> None:
    timeouts = idle()
    assert not timeouts.expired(1000, 100.0, LIMITS)
    assert not timeouts.expired(1000, 130.0, LIMITS)
    assert timeouts.expired(1000, 130.1, LIMITS)


def test_a_slow_download_goes_on_for_as_long_as_it_takes() -> None:
    """Nginx's rule: only the time between two parts counts."""
    timeouts, size_bytes = idle(), 300_000 * 3600
    for now_s in range(0, 3600, 5):
        assert not timeouts.expired(size_bytes - 300_000 * now_s, float(now_s), LIMITS)


def test_a_download_whose_buffer_is_always_full_goes_on() -> None:
    timeouts = idle()
    for now_s in range(0, 3600, 5):
        assert not timeouts.expired(65_536, float(now_s), LIMITS)
        timeouts.response_taken(49_152, now_s + 1.0)


def test_a_client_that_receives_a_byte_now_and_then_is_closed_in_the_end() -> None:
    timeouts = idle()
    assert not any(timeouts.expired(1000 - taken, 10.0 * taken, LIMITS) for taken in range(30))
    assert timeouts.expired(700, 310.0, LIMITS)


def test_a_response_that_was_received_is_forgotten() -> None:
    timeouts = idle()
    for round_s in range(0, 3000, 25):
        assert not timeouts.expired(1000, float(round_s), LIMITS)
        assert not timeouts.expired(0, round_s + 12.0, LIMITS)


def test_a_slow_upload_goes_on_for_as_long_as_it_takes() -> None:
    timeouts = idle()
    for now_s in range(0, 3600, 5):
        timeouts.body_receiving(float(now_s))
        assert not timeouts.expired(0, now_s + 4.0, LIMITS)
    assert not timeouts.expired(0, 3655.0, LIMITS)
    assert timeouts.expired(0, 3656.0, LIMITS)


def test_a_client_that_sends_a_body_does_not_have_to_read_meanwhile() -> None:
    timeouts = idle()
    assert not timeouts.expired(1000, 100.0, LIMITS)
    for now_s in (100.0, 150.0, 200.0):
        timeouts.body_receiving(now_s)
        assert not timeouts.expired(1000, now_s, LIMITS)
    timeouts.body_done()
    assert not timeouts.expired(1000, 230.0, LIMITS)
    assert timeouts.expired(1000, 260.1, LIMITS)

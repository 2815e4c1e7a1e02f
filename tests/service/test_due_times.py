"""A due time that has passed counts until the change it made is published."""

from feeds.service.due_times import DueTimes, Schedule
from feeds.store.channels import ChannelProgress

NOW_S = 1_729_584_000
NOTHING = Schedule(due_s={}, unpublished={})


def schedule(due_s: int | None = None, changed: int = 0, published: int = 0) -> Schedule:
    progress = ChannelProgress(path="news", changed=changed, published=published)
    return Schedule(
        due_s={} if due_s is None else {"news": due_s}, unpublished={"news": progress} if changed else {}
    )


def begun() -> DueTimes:
    times = DueTimes()
    times.update(NOTHING, NOW_S)
    return times


def test_a_due_time_stays_from_before_it_is_applied_until_it_is_published() -> None:
    times = begun()
    seen = []
    steps = (
        (schedule(NOW_S + 5), 0),  # known ahead
        (schedule(NOW_S + 5), 5),  # passed, not applied
        (schedule(NOW_S + 900, changed=7, published=3), 6),  # applied; the next one is known
        (schedule(NOW_S + 900, changed=9, published=3), 7),  # changed again
        (schedule(NOW_S + 900, changed=9, published=7), 8),  # published with it, changed since
    )
    for step, after_s in steps:
        times.update(step, NOW_S + after_s)
        seen.append(times.next_s("news"))
    assert seen == [NOW_S + 5, NOW_S + 5, NOW_S + 5, NOW_S + 5, NOW_S + 900]


def test_a_due_time_counts_from_when_a_publication_with_it_is_read() -> None:
    times = begun()
    times.update(schedule(NOW_S + 9), NOW_S)
    times.expect({"news": NOW_S + 5, "boats": NOW_S + 7})
    assert (times.next_s("news"), times.next_s("boats")) == (NOW_S + 5, NOW_S + 7)
    times.expect({"news": NOW_S + 6})
    assert times.next_s("news") == NOW_S + 5
    times.update(schedule(NOW_S + 6, changed=7, published=3), NOW_S + 5)
    assert times.next_s("news") == NOW_S + 5, "it passed and its change is not published"
    times.update(schedule(NOW_S + 6), NOW_S + 6)
    assert times.next_s("news") == NOW_S + 6


def test_one_that_was_published_between_two_looks_is_over() -> None:
    times = begun()
    times.update(schedule(NOW_S + 5), NOW_S)
    times.update(NOTHING, NOW_S + 6)
    assert times.next_s("news") is None


def test_a_further_due_time_does_not_hide_an_earlier_one() -> None:
    times = begun()
    times.update(schedule(NOW_S + 5), NOW_S)
    times.update(schedule(NOW_S + 8, changed=7, published=3), NOW_S + 6)
    times.update(schedule(changed=8, published=3), NOW_S + 9)
    assert times.next_s("news") == NOW_S + 5
    times.update(schedule(changed=9, published=7), NOW_S + 10)
    assert times.next_s("news") == NOW_S + 5
    times.update(NOTHING, NOW_S + 11)
    assert times.next_s("news") is None


def test_changes_that_wait_at_the_start_count_as_due() -> None:
    """The process that applied a due time may have been killed before it published."""
    times = DueTimes()
    times.update(schedule(changed=7, published=3), NOW_S)
    assert times.next_s("news") == NOW_S
    times.update(schedule(changed=9, published=3), NOW_S + 1)
    assert times.next_s("news") == NOW_S
    times.update(schedule(changed=9, published=7), NOW_S + 2)
    assert times.next_s("news") is None


def test_a_change_that_no_clock_made_is_not_due() -> None:
    times = begun()
    times.update(schedule(changed=7, published=3), NOW_S)
    assert times.next_s("news") is None

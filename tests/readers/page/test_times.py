"""Times as pages write them."""

import pytest

from feeds.readers.page.times import first_time, is_epoch, partial_time, strip_times


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("2024-10-22 09:07:16", "2024-10-22T09:07:16"),
        ("发布时间：2024年10月22日09:07", "2024-10-22T09:07:00"),
        ("2024年10月22日 星期二 9时7分", "2024-10-22T09:07:00"),
        ("2024/10/22 9:07:00", "2024-10-22T09:07:00"),
        ("2024.10.22", "2024-10-22"),
        ("24-10-22 09:07", "2024-10-22T09:07:00"),
        ("2024 \x1f10\x1f/\x1f22\x1f09:07:16", "2024-10-22T09:07:16"),
        ("2024-10-22T09:07:16+08:00", "2024-10-22T09:07:16+08:00"),
        ("2024-10-22T01:07:16.250Z", "2024-10-22T01:07:16Z"),
        ("October 22, 2024 at 9:07 PM", "2024-10-22T21:07:00"),
        ("22nd Oct 2024, 09:07 GMT", "2024-10-22T09:07:00Z"),
        ("Tue, 22 October 2024", "2024-10-22"),
        ("Stand: 17.01.2022, 14:30 Uhr", "2022-01-17T14:30:00"),
        ("12 mai 2020 à 14h30", "2020-05-12T14:30:00"),
        ("17. Januar 2022", "2022-01-17"),
        ("3 de marzo de 2021, 10:15", "2021-03-03T10:15:00"),
        ("12 января 2022 г. в 14:30", "2022-01-12T14:30:00"),
        ("17/01/2022 09:30", "2022-01-17T09:30:00"),
        ("01/17/2022", "2022-01-17"),
        ("12:07 AM … October 22, 2024 12:07 a.m.", "2024-10-22T00:07:00"),
    ],
)
def test_full_dates(line: str, text: str) -> None:
    moment = first_time(line)
    assert moment is not None
    assert moment.text == text
    assert moment.exact == ("T" in text)


@pytest.mark.parametrize(
    "line",
    [
        "3.2亿元",
        "400-6533-789",
        "2024-13-45",
        "10/12/20",
        "10/12/2020",
        "31.02.2022",
        "版本 1.20.3",
        "昨天 09:07",
        "2024年目标",
    ],
)
def test_what_is_no_date(line: str) -> None:
    assert first_time(line) is None


def test_the_earliest_of_two_is_taken() -> None:
    moment = first_time("22 Oct 2024 (2023-01-01)")
    assert moment is not None
    assert moment.day == "2024-10-22"


def test_a_date_without_year() -> None:
    assert partial_time("发布时间：10-08\x1f12:00") == "10-08T12:00"
    assert partial_time("10月8日 12:00") == "10-08T12:00"
    assert partial_time("2019-10-08 12:00") is None


def test_strip_leaves_the_rest() -> None:
    assert strip_times("2024-10-22 09:07 云溪日报").strip() == "云溪日报"
    assert strip_times("云溪日报 10-22 09:07").strip() == "云溪日报"


def test_epochs() -> None:
    assert is_epoch("1729559236")
    assert is_epoch("1729559236000")
    assert not is_epoch("20241022")

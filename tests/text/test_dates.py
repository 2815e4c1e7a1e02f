import locale
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.calendar_words import ENGLISH_MONTHS
from feeds.text.dates import (
    ParsedTime,
    TimeFlag,
    UnreadableTime,
    implausible,
    known_zone,
    parse_time,
    rfc822,
    rfc3339,
)


def utc(*parts: int) -> datetime:
    year, month, day, *clock = parts
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


SEED = datetime(2024, 10, 22, 1, 7, 16, tzinfo=UTC)
MINUTE = SEED.replace(second=0)
INSTANTS = st.datetimes(utc(1990, 1, 1).replace(tzinfo=None), utc(2200, 1, 1).replace(tzinfo=None)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)


def read(value: str | float, zone: str | None = None) -> ParsedTime:
    found = parse_time(value, zone=zone)
    assert isinstance(found, ParsedTime), found
    return found


def reason(value: str | float, zone: str | None = None) -> str:
    found = parse_time(value, zone=zone)
    assert isinstance(found, UnreadableTime), found
    return found.reason


@pytest.mark.parametrize(
    "text",
    [
        "2024-10-22T01:07:16Z",
        "2024-10-22t01:07:16z",
        "2024-10-22T09:07:16+08:00",
        "2024-10-22T09:07:16.987654321+08:00",
        "2024-10-22 09:07:16 +0800",
        "2024-10-22T01:07:16-00:00",
        "20241022T010716Z",
        "Tue, 22 Oct 2024 09:07:16 +0800",
        "Tue, 22 Oct 2024 09:07:16 +0800 (CST)",
        "22 Oct 24 01:07:16 GMT",
        "Tuesday, 22-Oct-24 01:07:16 UT",
        "Tue Oct 22 01:07:16 UTC 2024",
        "Tue Oct 22 01:07:16 2024 GMT",
        "Mon Oct 21 21:07:16 2024 EDT",
        "Tue, 22, Oct 2024 1:7:16 Z",
        "2024-10-22 9:7:16 +0800",
        "Tue, 22 October 2024 at 1:07:16 AM UTC",
        "2024-10-22 09:07:16 Asia/Shanghai",
        "2024-10-22 09:07:16 GMT+8",
        "2024年10月22日 09:07:16（北京时间）",
        "2024-10-22 01:07:16 +0000 UTC",
        "1729559236",
        "1729559236.75",
        "1729559236123",
        "1729559236123456",
    ],
)
def test_a_time_with_its_zone_needs_no_other(text: str) -> None:
    assert read(text) == ParsedTime(SEED)


@pytest.mark.parametrize("value", [1729559236, 1729559236.99, 1729559236123])
def test_numbers_are_epoch_seconds_or_milliseconds_in_whole_seconds(value: float) -> None:
    assert read(value).at == SEED


@pytest.mark.parametrize(
    "text",
    [
        "2024-10-22 09:07:16",
        "2024-10-22T09:07:16.5",
        "2024/10/22 9:07:16",
        "2024.10.22 09:07:16",
        "20241022090716",
        "2024年10月22日 09:07:16",
        "2024年10月22日09时07分16秒",
        "2024年10月22日 星期二 上午9时07分16秒",
        "２０２４年１０月２２日　０９：０７：１６",
        "Tue, 22 Oct 2024 09:07:16",
        "October 22, 2024 9:07:16 am",
        "Tue, 22 Oct 2024 09:07:16 CST",
    ],
)
def test_a_wall_time_is_resolved_in_the_sources_zone(text: str) -> None:
    """R-TIME-06; CST is China's only where the source says it is in China (R-TIME-08)."""
    found = read(text, "Asia/Shanghai")
    assert found.at == SEED
    assert found.flags == (() if text.endswith("CST") else (TimeFlag.ZONE_ASSUMED,))


@pytest.mark.parametrize("text", ["2024年10月22日 09:07", "2024-10-22 09:07", "2024年10月22日上午9点07分"])
def test_minutes_are_enough(text: str) -> None:
    assert read(text, "Asia/Shanghai").at == MINUTE


def test_chinese_afternoons() -> None:
    assert read("2024年10月22日 下午3时07分", "Asia/Shanghai").at.hour == 7
    assert read("2024年10月22日 中午12:30", "Asia/Shanghai").at.hour == 4
    assert read("2024年10月22日 中午11:30", "Asia/Shanghai").at.hour == 3


@pytest.mark.parametrize("text", ["2024-10-22 09:07:16", "Tue, 22 Oct 2024 09:07:16", "2024-W43-2"])
def test_a_wall_time_without_any_zone_is_refused(text: str) -> None:
    assert "no offset" in reason(text)


@pytest.mark.parametrize(
    "text", ["2024-10-22", "20241022", "2024年10月22日", "22 Oct 2024", "October 22nd, 2024"]
)
def test_a_date_is_midnight_in_the_sources_zone_and_flagged(text: str) -> None:
    """R-TIME-01, R-TIME-17: an instant, its precision and where its zone comes from."""
    found = read(text, "Asia/Shanghai")
    assert found.at == datetime(2024, 10, 21, 16, tzinfo=UTC)
    assert found.flags == (TimeFlag.ZONE_ASSUMED, TimeFlag.DATE_ONLY)


@pytest.mark.parametrize(
    ("text", "zone", "at", "flag"),
    [
        ("2024-10-27T02:30", "Europe/Berlin", utc(2024, 10, 27, 0, 30), TimeFlag.AMBIGUOUS),
        ("2024-03-31T02:30", "Europe/Berlin", utc(2024, 3, 31, 1, 30), TimeFlag.SHIFTED),
        ("2024-11-03T01:30", "America/New_York", utc(2024, 11, 3, 5, 30), TimeFlag.AMBIGUOUS),
        ("2024-03-10T02:30", "America/New_York", utc(2024, 3, 10, 7, 30), TimeFlag.SHIFTED),
        ("1986-05-04T02:30", "Asia/Shanghai", utc(1986, 5, 3, 18, 30), TimeFlag.SHIFTED),
        ("1991-09-15T01:30", "Asia/Shanghai", utc(1991, 9, 14, 16, 30), TimeFlag.AMBIGUOUS),
    ],
)
def test_what_daylight_saving_skips_or_doubles(text: str, zone: str, at: datetime, flag: TimeFlag) -> None:
    """R-TIME-07: the first of two, forward over a gap, both flagged."""
    found = read(text, zone)
    assert (found.at, found.flags) == (at, (TimeFlag.ZONE_ASSUMED, flag))


@pytest.mark.parametrize("zone", ["CST", "IST", "AST", "A", "Y", "Mars/Olympus"])
def test_zones_of_many_meanings_and_military_letters_are_refused(zone: str) -> None:
    """R-TIME-08, R-TIME-09."""
    assert "set the source's timezone" in reason(f"Tue, 22 Oct 2024 09:07:16 {zone}")


def test_an_abbreviation_counts_where_the_source_goes_by_it() -> None:
    assert read("Tue, 22 Oct 2024 09:07:16 EDT", "America/New_York").at.hour == 13
    assert read("Tue, 22 Oct 2024 09:07:16 EST", "America/New_York").at.hour == 14
    assert read("Tue, 22 Oct 2024 09:07:16 CST", "Asia/Shanghai").at.hour == 1
    assert "CST" in reason("Tue, 22 Oct 2024 09:07:16 CST", "Europe/Berlin")


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("EST", 15), ("EDT", 14), ("CDT", 15), ("PST", 18), ("PDT", 17), ("CEST", 8), ("BST", 9), ("HKT", 2),
     ("JST", 1), ("EDT -0400", 14), ("GMT+0300", 7), ("PT", 17), ("Asia/Tokyo", 1)],
)  # fmt: skip
def test_an_abbreviation_of_one_zone_counts_everywhere(zone: str, hour: int) -> None:
    assert read(f"Mon, 07 Jul 2025 10:00:00 {zone}", "Asia/Kolkata").at.hour == hour


@pytest.mark.parametrize(
    "text",
    ["2020-05-12T14:30:00+02:00[Europe/Berlin]",
     "2020-05-12T14:30[Europe/Berlin]", "2020-05-12T12:30Z[UTC][u-ca=iso]"],
)  # fmt: skip
def test_dates_of_rfc_9557(text: str) -> None:
    assert read(text, "Asia/Tokyo").at == utc(2020, 5, 12, 12, 30)


@pytest.mark.parametrize(
    "text",
    [
        "12 mai 2020 à 14h30",
        "mar. 12 mai 2020, 14:30",
        "Dienstag, 12. Mai 2020, 14.30 Uhr",
        "12 de mayo de 2020 14:30",
        "12 de maio de 2020 às 14h30",
        "martedì 12 maggio 2020 14:30",
        "dinsdag 12 mei 2020 om 14:30 uur",
        "tirsdag den 12. maj 2020 kl. 14.30",
        "12 maja 2020 14:30",
        "tiistai 12. toukokuuta 2020 klo 14.30",
        "2020. május 12. 14:30",
        "12 мая 2020 г., 14:30",
        "12 Μαΐου 2020 14:30",
        "12 Mayıs 2020 Salı 14:30",
        "Tuesday, May 12, 2020 - 2:30pm",
        "May. 12, 2020, 2:30 p.m.",
        "2020-05-12 오후 2:30",
        "Tue, 05/12/2020 - 14:30",
        "Tue, 12/05/2020 14:30",
        "Tue 2020/05/12 14:30",
    ],
)
def test_dates_in_words_of_many_languages(text: str) -> None:
    assert read(text, "UTC").at == utc(2020, 5, 12, 14, 30)


@pytest.mark.parametrize(
    ("text", "day"),
    [("17.01.2022", 17), ("01/17/2022", 17), ("17/01/2022", 17),
     ("1/17/22", 17), ("17.01.22", 17), ("1.1.2022", 1)],
)  # fmt: skip
def test_numbers_with_one_reading_are_dates(text: str, day: int) -> None:
    assert read(text, "UTC").at == utc(2022, 1, day)


@pytest.mark.parametrize(
    "text", ["10/12/20", "10/12/2020", "02.05.2026 12:00", "10-12-20", "12 mai 2020 Bob", "May 12"]
)
def test_day_and_month_are_never_guessed(text: str) -> None:
    """R-TIME-20."""
    assert reason(text, "UTC")


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-02-30T10:00:00Z", "Mon, 30 Feb 2026 10:00:00 GMT", "30 févr. 2026"]
)
def test_days_that_do_not_exist_are_unreadable(text: str) -> None:
    assert reason(text, "UTC")


@pytest.mark.parametrize(
    ("year", "full"), [("24", 2024), ("49", 2049), ("50", 1950), ("99", 1999), ("124", 2024)]
)
def test_short_years(year: str, full: int) -> None:
    """R-TIME-10."""
    assert read(f"22 Oct {year} 09:07 GMT").at.year == full


def test_leap_seconds_and_hour_24() -> None:
    """R-TIME-13."""
    assert read("2024-12-31T23:59:60Z").at == datetime(2024, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert read("2024-12-31T24:00:00Z").at == datetime(2025, 1, 1, tzinfo=UTC)
    assert "form" in reason("2024-12-31T24:30:00Z")


def test_offsets_with_seconds() -> None:
    """R-TIME-12."""
    assert read("1900-10-22T09:07:16+08:05:43").at == datetime(1900, 10, 22, 1, 1, 33, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        "soon",
        "01/02/2024",
        "2024-02-30",
        "2024-13-01",
        "2024",
        "2024-10",
        "0999-01-01T00:00:00Z",
        "9999-12-31T23:59:59-08:00",
        "99999999999999999999",
        True,
        float("nan"),
        1e300,
        "2024-10-22x09:07",
        "22 Foo 2024",
        "2024-10-22T25:00Z",
    ],
)
def test_what_is_no_time_is_said_to_be_none(value: str | float) -> None:
    assert reason(value, "UTC")


@pytest.mark.parametrize(
    "value", ["0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 +0000", "0000-00-00 00:00:00", "00000000"]
)
def test_what_programs_write_for_no_time_is_told_apart(value: str) -> None:
    assert parse_time(value, zone="UTC") == UnreadableTime(reason(value, "UTC"), absent=True)
    assert "is not a time" in reason(value, "UTC")


def test_implausible_times() -> None:
    """R-TIME-18."""
    assert implausible(SEED, now=SEED) is None
    assert implausible(SEED + timedelta(minutes=5), now=SEED) is None
    assert "future" in (implausible(SEED + timedelta(minutes=6), now=SEED) or "")
    assert "1990" in (implausible(datetime(1989, 12, 31, tzinfo=UTC), now=SEED) or "")


@given(INSTANTS)
def test_what_we_write_we_read_back(at: datetime) -> None:
    """R-TIME-02: every rendering denotes the same second."""
    assert read(rfc3339(at)).at == read(rfc822(at)).at == at


@given(INSTANTS, st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]))
def test_an_instant_survives_its_wall_time(at: datetime, zone: str) -> None:
    from zoneinfo import ZoneInfo

    found = read(at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S"), zone)
    assert found.at == at or TimeFlag.AMBIGUOUS in found.flags


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert isinstance(parse_time(text, zone="UTC"), ParsedTime | UnreadableTime)


def test_names_are_english_in_any_locale() -> None:
    """R-TIME-11; RFC 9110 §5.6.7 gives the example."""
    before = locale.setlocale(locale.LC_TIME)
    assert rfc822(datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)) == "Sun, 06 Nov 1994 08:49:37 GMT"
    assert locale.setlocale(locale.LC_TIME) == before


def test_zones_are_known_by_their_iana_names() -> None:
    assert known_zone("Asia/Shanghai")
    assert not known_zone("China Standard Time")
    assert not known_zone("../etc/passwd")


_PARTS = st.tuples(
    st.sampled_from(["", "Tue, ", "Fri, ", "Xyz, "]),
    st.sampled_from(["1", "01", "5", "28", "29", "30", "31", "32"]),
    st.sampled_from(ENGLISH_MONTHS),
    st.sampled_from(["0001", "1969", "1990", "2023", "2024", "9999"]),
    st.sampled_from(["00:00:00", "09:07:16", "23:59:60", "24:00:00", "24:00:01", "25:00:00", "09:60:00"]),
    st.sampled_from(
        ["GMT", "+0000", "-0000", "+0100", "-0330", "+2359", "+1445", "+2400", "+0160", "UT"],
    ),
)


@given(_PARTS, st.sampled_from([None, "Europe/London"]))
def test_the_common_form_of_feeds_is_read_as_the_others_are(parts: tuple[str, ...], zone: str | None) -> None:
    """With two blanks it is not the common form: the general patterns read it (R-TIME-10, R-TIME-12)."""
    weekday, day, month, *rest = parts
    common, general = (f"{weekday}{day}{blank}{month} {' '.join(rest)}" for blank in (" ", "  "))
    found, other = parse_time(common, zone=zone), parse_time(general, zone=zone)
    assert type(found) is type(other)
    if isinstance(found, ParsedTime):
        assert found == other

"""The rules of contacts at their edges: levels, days, who has what goes round."""

import datetime as dt

import pytest

from xiaoan.illness.queries.watching import contact_days
from xiaoan.investigations.queries.drawing import term_of
from xiaoan.investigations.rules import contacts
from xiaoan.kernel import clock

MONDAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("syndrome", "ways", "level"),
    [
        ("RASH", ["class"], "close"),
        ("RASH", ["canteen"], "general"),
        ("GI", ["canteen"], "close"),
        ("RESP", ["bus"], "close"),
        ("GI", ["bus"], "general"),
        ("GI", ["bus", "household"], "close"),
        ("OTHER", ["activity", "bus"], "general"),
    ],
)
def test_the_strongest_way_gives_the_level(syndrome: str, ways: list[str], level: str) -> None:
    assert contacts.level_of(syndrome, ways) == level
    assert contacts.level_of(syndrome, reversed(ways)) == level


@pytest.mark.parametrize(
    ("disease", "syndrome", "days", "of", "ours"),
    [
        ("varicella", "RASH", 21, "disease", False),
        ("norovirus", "GI", 3, "disease", False),
        ("hepatitis_a_e", "JAUNDICE", 45, "disease", False),
        ("influenza", "RESP", 4, "disease", False),
        ("infectious_diarrhoea", "GI", 3, "disease", True),
        ("covid19", "RESP", 0, "disease", False),
        ("", "GI", 3, "syndrome", True),
        ("", "RASH", 21, "syndrome", True),
        ("", "UNSPECIFIED", 7, "syndrome", True),
        # The profile and our table say nothing of it: the syndrome's.
        ("tb_positive", "RESP", 7, "syndrome", True),
    ],
)
def test_for_how_long(disease: str, syndrome: str, days: int, of: str, ours: bool) -> None:
    found = term_of(disease, syndrome)
    assert (found.days, found.of, found.is_ours) == (days, of, ours)


def test_what_the_exclusion_profile_says_of_contacts() -> None:
    assert contact_days("varicella") == (21, "[S07][S13][S12][S08]", "H")
    assert contact_days("influenza") is None
    assert contact_days("dragon pox") is None


def test_the_last_day_is_observed_to_its_end() -> None:
    last = contacts.until(MONDAY, 3)
    assert last == dt.date(2026, 11, 26)
    assert [contacts.is_over(last, last + n * DAY) for n in (-1, 0, 1)] == [False, False, True]
    assert contacts.until(MONDAY, 0) == MONDAY
    assert contacts.until(dt.date(2026, 12, 30), 3) == dt.date(2027, 1, 2)


@pytest.mark.parametrize(
    ("time", "first"),
    [("00:00", MONDAY), ("11:59", MONDAY), ("12:00", MONDAY + DAY), ("23:59", MONDAY + DAY)],
)
def test_asked_after_from_the_day_whose_sheet_is_still_to_come(time: str, first: dt.date) -> None:
    at = dt.datetime.combine(MONDAY, dt.time.fromisoformat(time), tzinfo=clock.ZONE)
    assert contacts.first_day(at) == first


@pytest.mark.parametrize(("after", "owed"), [(-1, 0), (0, 0), (1, 1), (3, 3), (4, 4), (9, 4)])
def test_days_owed_up_to_yesterday_and_the_last_day(after: int, owed: int) -> None:
    assert contacts.days_owed(MONDAY, MONDAY + 3 * DAY, MONDAY + after * DAY) == owed


@pytest.mark.parametrize(
    ("syndrome", "groups", "fits"),
    [
        ("GI", ["GI"], True),
        ("GI", ["FEVER"], False),
        ("GI", ["RESP", "GI"], True),
        ("GI", [], False),
        ("RESP", ["FEVER"], True),
        ("RESP", ["COUGH"], False),
        ("RASH", ["FEVER"], True),
        ("EYE", ["FEVER"], False),
        ("OTHER", ["EYE"], True),
        ("OTHER", [], False),
    ],
)
def test_who_has_what_goes_round(syndrome: str, groups: list[str], fits: bool) -> None:
    assert contacts.fits(syndrome, groups) is fits


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('[level.default]\nclass = "near"', "unknown level"),
        ('[level.default]\nsofa = "close"', "unknown way"),
        ('[level.default]\nclass = "close"', "a way is missing"),
    ],
)
def test_a_wrong_table_says_what_is_wrong(wrong: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        contacts.read(f'version = "1"\n{wrong}\n[disease]\n[syndrome]')

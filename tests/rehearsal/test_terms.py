"""Opening dates of the demonstration are those of the next term."""

import datetime as dt

from xiaoan.rehearsal.demo.publicity import next_term


def test_the_monday_of_the_next_term() -> None:
    assert next_term(dt.date(2026, 11, 27)) == dt.date(2027, 3, 1)
    assert next_term(dt.date(2027, 3, 1)) == dt.date(2027, 9, 6)
    assert next_term(dt.date(2026, 1, 5)) == dt.date(2026, 3, 2)

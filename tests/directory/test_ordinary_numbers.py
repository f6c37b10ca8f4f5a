"""ID numbers that are right as they stand: told at once, as the careful reader would."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tests.directory.test_identity import OLD, STANDARD, TODAY, read
from xiaoan.directory.rules import identity
from xiaoan.directory.rules.identity import IdNumber


@given(
    first=st.sampled_from(("110105", "990101", "710000", "810000", "000000", "99x101")),
    birth=st.one_of(
        st.dates(dt.date(1890, 1, 1), dt.date(2040, 1, 1)).map(lambda d: f"{d:%Y%m%d}"),
        st.text("0123456789X ", min_size=7, max_size=9),
    ),
    serial=st.text("0123456789\u0663", min_size=3, max_size=3),
    last=st.text("0123456789Xx ", max_size=2),
    right=st.booleans(),
    invented=st.booleans(),
)
def test_an_ordinary_number_is_what_the_careful_reader_gives(
    *, first: str, birth: str, serial: str, last: str, right: bool, invented: bool
) -> None:
    number = first + birth + serial
    if right and len(number) == 17 and number.isascii() and number.isdecimal():
        last = identity.check_digit(number)
    found = identity.ordinary(number + last, TODAY, invented=invented)
    careful = read("resident", number + last, invented=invented)
    if found is not None:
        assert isinstance(careful, IdNumber)
        assert (careful.number, careful.birth_date, careful.sex) == (number + last, *found)
    elif isinstance(careful, IdNumber):
        assert careful.number != number + last


def test_the_number_of_the_standard_is_ordinary() -> None:
    assert identity.ordinary(STANDARD, TODAY, invented=False) == (dt.date(1949, 12, 31), "F")
    assert identity.ordinary(OLD, TODAY, invented=False) is None

"""Copies of one test are not another's: each test has a database of its own."""

from collections.abc import Iterator

import pytest

from xiaoan.web import copies


@pytest.fixture(autouse=True)
def no_copies() -> Iterator[None]:
    _empty()
    yield
    _empty()


def _empty() -> None:
    for shelf in copies.shelves():
        shelf.copies.clear()
        shelf.held, shelf.stands = 0, None
        shelf.forget()

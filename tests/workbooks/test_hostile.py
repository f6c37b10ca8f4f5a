"""Every sheet of the catalogue is read as it says, or refused for the reason it says."""

import pytest

from tests.workbooks import forked, hostile
from tests.workbooks.books import No, Outcome
from tests.workbooks.hostile import HEADS
from xiaoan.workbooks.refusals import CODES

CATALOGUE = hostile.catalogue()
# Shown in test_limits, with sheets that would take too long here; or no sheet brings them about.
ELSEWHERE = {
    "file_too_large", "row_too_large", "too_slow", "too_much_memory", "reader_died", "reader_failed",
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    sheets = [(case.name, case.content) for case in CATALOGUE.values()]
    return dict(zip(CATALOGUE, forked.outcomes(sheets, HEADS), strict=True))


@pytest.mark.parametrize("title", CATALOGUE)
def test_a_hostile_sheet(outcomes: dict[str, Outcome], title: str) -> None:
    assert outcomes[title] == CATALOGUE[title].read


def test_the_catalogue_is_large_and_shows_every_refusal() -> None:
    contents = {case.content + case.name.encode() for case in CATALOGUE.values()}
    assert len(contents) == len(CATALOGUE) >= 300
    shown = {case.read.code for case in CATALOGUE.values() if isinstance(case.read, No)}
    assert shown == CODES.keys() - ELSEWHERE

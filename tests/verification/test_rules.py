"""The pure decisions: whose row it is, which sources are independent, how a claim stands."""

import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.verification.rules import claims, sources
from xiaoan.verification.rules.matching import (
    DOUBTFUL,
    LIKELY,
    SURE,
    Evidence,
    Found,
    judge,
    outcome,
    settle,
)
from xiaoan.verification.rules.sources import Source


@pytest.mark.parametrize(
    ("reasons", "phone", "is_guardian", "expected"),
    [
        ("id_same name_same birth_same", "", False, (SURE, "id")),
        ("id_same name_sounds birth_differs", "", False, (SURE, "id")),
        ("id_same name_one", "", False, (SURE, "id")),
        ("id_same name_differs birth_same", "", False, (DOUBTFUL, "id_other_name")),
        ("id_near name_same birth_differs", "", False, (LIKELY, "id_near")),
        ("id_near name_differs", "", False, None),
        ("id_differs name_same birth_same", "", False, None),
        ("id_differs name_same birth_same", "guardian", False, (DOUBTFUL, "other_number")),
        ("id_differs name_same birth_differs", "guardian", False, None),
        ("name_same", "guardian", False, (LIKELY, "phone_name")),
        ("name_sounds", "own", False, (LIKELY, "phone_name")),
        ("name_same birth_differs", "guardian", False, (DOUBTFUL, "phone_near")),
        ("name_one", "guardian", False, (DOUBTFUL, "phone_near")),
        ("name_differs", "guardian", True, (LIKELY, "guardian")),
        ("name_differs", "guardian", False, None),
        ("name_same birth_same", "", False, (LIKELY, "name_birth")),
        ("name_sounds birth_same", "", False, (DOUBTFUL, "name_near_birth")),
        ("name_rare birth_same", "", False, (DOUBTFUL, "name_near_birth")),
        ("name_same birth_swapped", "", False, (DOUBTFUL, "name_near_birth")),
        ("name_one birth_same", "", False, None),
        ("name_same birth_digit", "", False, None),
        ("name_same", "", False, None),
        ("", "", False, None),
    ],
)
def test_one_pair(
    reasons: str, phone: str, is_guardian: bool, expected: tuple[str, str] | None
) -> None:
    found = judge(Evidence(frozenset(reasons.split()), phone, is_guardian))
    assert found == (Found(*expected) if expected else None)


ID, NAMED = Found(SURE, "id"), Found(LIKELY, "name_birth")
CALLED, HOME = Found(LIKELY, "phone_name"), Found(LIKELY, "guardian")
NEAR = Found(DOUBTFUL, "name_near_birth")
SEVERAL = Found(DOUBTFUL, "several")


@pytest.mark.parametrize(
    ("pairs", "expected", "grade"),
    [
        ({}, {}, "nobody"),
        ({"a": ID, "b": NAMED}, {"a": ID}, SURE),
        ({"a": NAMED, "b": NEAR}, {"a": NAMED}, LIKELY),
        ({"a": NAMED, "b": NAMED}, {"a": SEVERAL, "b": SEVERAL}, DOUBTFUL),
        # The child is named: it is not about the brother at the same number.
        ({"a": CALLED, "b": HOME}, {"a": CALLED}, LIKELY),
        # A parent is named: it is about each child of that home.
        ({"a": HOME, "b": HOME}, {"a": HOME, "b": HOME}, LIKELY),
        ({"a": NEAR, "b": NEAR}, {"a": NEAR, "b": NEAR}, DOUBTFUL),
        (dict.fromkeys("abcdefg", NEAR), dict.fromkeys("abcde", NEAR), DOUBTFUL),
    ],
)
def test_one_row(pairs: dict[str, Found], expected: dict[str, Found], grade: str) -> None:
    settled = settle(pairs)
    assert settled == expected
    assert outcome(list(settled.values())) == grade


def source(text: str) -> Source:
    channel, informant, result = text.split(":")
    return Source(channel, informant, result)


ME, YOU = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("author", "checks", "expected"),
    [
        (ME, [("phone", "community", ME)], "checked"),
        (ME, [("visit", "self", ME), ("document", "", ME)], "checked"),
        (ME, [("visit", "self", ME), ("phone", "community", YOU)], "verified"),
        (ME, [("outside", "", ME)], "verified"),
        (None, [("phone", "community", ME)], "verified"),
    ],
)
def test_nobody_verifies_their_own_answer(
    author: UUID | None, checks: list[tuple[str, str, UUID]], expected: str
) -> None:
    found = [Source(channel, whom, "confirms", by) for channel, whom, by in checks]
    assert sources.status("form", "guardian", found, author) == expected


def test_of_what_was_never_declared_two_people_say_so() -> None:
    calls = [Source("phone", "guardian", "confirms", ME), Source("visit", "self", "confirms", ME)]
    assert sources.status("form", "", calls) == "checked"
    assert (
        sources.status("form", "", [calls[0], Source("visit", "self", "confirms", YOU)])
        == "verified"
    )


@pytest.mark.parametrize(
    ("by", "checks", "expected"),
    [
        ("guardian", "", "declared"),
        ("guardian", "phone:guardian:confirms", "checked"),
        ("guardian", "phone:guardian:confirms visit:guardian:confirms", "checked"),
        ("guardian", "phone:community:confirms", "verified"),
        ("guardian", "visit:self:confirms", "verified"),
        ("guardian", "document::confirms", "verified"),
        ("teacher", "outside::confirms", "verified"),
        ("teacher", "phone:teacher:confirms", "checked"),
        ("guardian", "phone:guardian:unreached", "declared"),
        ("guardian", "phone:guardian:contradicts", "contradicted"),
        # What was contradicted once stays so, whatever is confirmed later.
        ("guardian", "document::contradicts outside::confirms", "contradicted"),
        ("", "phone:guardian:confirms", "checked"),
        ("", "phone:guardian:confirms visit:guardian:confirms", "checked"),
        ("", "phone:guardian:confirms visit:community:confirms", "verified"),
        ("", "phone:guardian:confirms phone:community:confirms", "checked"),
    ],
)
def test_two_independent_sources(by: str, checks: str, expected: str) -> None:
    assert sources.status("form", by, map(source, checks.split())) == expected


SOURCES = st.builds(
    Source,
    st.sampled_from(sources.CHANNELS),
    st.sampled_from(sources.INFORMANTS),
    st.sampled_from(sources.RESULTS),
)


@given(st.lists(SOURCES, max_size=6), st.randoms(use_true_random=False))
def test_in_whatever_order_an_answer_is_checked(checks: list[Source], dice: random.Random) -> None:
    found = sources.status("form", "guardian", checks)
    shuffled = list(checks)
    dice.shuffle(shuffled)
    assert sources.status("form", "guardian", shuffled) == found
    # One check more never makes less of an answer, unless it contradicts; then it stays contradicted.
    order = ("declared", "checked", "verified")
    for more in checks:
        after = sources.status("form", "guardian", [*checks, more])
        assert (
            after == found if found == "contradicted" else order.index(after) >= order.index(found)
        )
    assert (found == "contradicted") == any(one.result == "contradicts" for one in checks)


def test_a_claim_beside_what_was_said() -> None:
    assert [claims.beside(said) for said in (True, False, None)] == ["agrees", "denied", "silent"]
    assert set(claims.outcomes("denied")) == {"untrue", "reported", "list_wrong", "not_person"}
    assert claims.outcomes("denied", "away")[0] == "over"
    assert "over" not in claims.outcomes("silent", "away")
    assert set(claims.outcomes("silent")) == {"omitted", "reported", "list_wrong", "not_person"}

"""What a seal is; that the script knows the same; that seals follow one another."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from scripts import verify_journal
from xiaoan.journal.rules import instant
from xiaoan.seals import rules
from xiaoan.seals.queries import keys
from xiaoan.seals.rules import following, slips

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
AT = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)


def head(n: int, mark: str = "a") -> tuple[int, str]:
    return n, sha256(f"{mark}{n}".encode()).hexdigest()


def row(*steps: rules.Heads, key: Ed25519PrivateKey = KEY) -> list[rules.Seal]:
    """Seals a minute apart over such heads."""
    made: list[rules.Seal] = []
    before = rules.Before()
    for minute, heads in enumerate(steps):
        at = instant(AT + dt.timedelta(minutes=minute))
        text = rules.body(before, heads, at, keys.public(key), whole=minute == 0)
        made.append(rules.seal(text, key.sign(rules.signed(text))))
        before = rules.Before(made[-1].no, made[-1].hash, tuple(heads.items()))
    return made


def told(seals: list[rules.Seal], follower: following.Follower | None = None) -> list[str]:
    follower = follower or following.Follower()
    return [*(said for one in seals for said in follower.take(one)), *follower.end()]


ROW = row(
    {0: head(1)}, {0: head(2), 5: head(7)}, {0: head(2), 5: head(7)}, {0: head(3), 5: head(7)}
)


def test_the_tree_is_that_of_rfc_6962() -> None:
    """The vectors of RFC 6962 implementations: leaves of certificate-transparency-go's merkle tests."""
    leaves = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243")]
    made = [sha256(b"\0" + leaf).digest() for leaf in leaves]
    assert rules._root([]).hex() == sha256(b"").hexdigest()
    found = [rules._root(made[:n]).hex() for n in (1, 2, 3, 5, 6)]
    assert found == [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    ]


@given(st.dictionaries(st.integers(0, 2**31), st.tuples(st.integers(1, 2**31), st.just("ab" * 32))))
def test_product_and_script_make_one_root(heads: rules.Heads) -> None:
    assert rules.root_of(heads) == verify_journal.root_of(heads)


def test_a_seal_names_what_moved_and_is_read_back_as_it_was_written() -> None:
    assert [sorted(one.heads) for one in ROW] == [[0], [0, 5], [], [0]]
    assert [(one.no, one.chains, one.entries, one.whole) for one in ROW] == [
        (1, 1, 1, True), (2, 2, 9, False), (3, 2, 9, False), (4, 2, 10, False),
    ]  # fmt: skip
    assert [rules.read(rules.line(one)) for one in ROW] == ROW
    assert [verify_journal.read_seal(rules.line(one))["hash"] for one in ROW] == [
        one.hash for one in ROW
    ]
    assert told(ROW) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace('"whole":true', '"whole": true'),
        lambda line: line.replace('"no":1', '"no":1.0'),
        lambda line: line.replace('"whole":true', '"whole":1'),
        lambda line: line.replace('"next":""', '"next":"","more":1'),
        lambda line: line.replace('"at":"2026', '"at":"26'),
        lambda line: line.replace(ROW[0].root, ROW[0].root.upper()),
        lambda line: line[: line.index('"signature"')] + '"signature":"ZZ"}',
        lambda line: line + " ",
        lambda _line: "[]",
        lambda _line: "{}",
        lambda _line: "",
    ],
)
def test_what_is_written_otherwise_is_no_seal(change: Callable[[str], str]) -> None:
    """A capital digit is read, and then its signature does not fit."""
    line = change(rules.line(ROW[0]))
    try:
        one = rules.read(line)
    except ValueError:
        return
    assert told([one]) != []


@given(st.binary(min_size=64, max_size=64))
def test_product_and_script_agree_on_a_signature(signature: bytes) -> None:
    text = ROW[0].body
    for sign in (signature, OTHER.sign(rules.signed(text)), KEY.sign(b"x" + rules.signed(text))):
        forged = rules.seal(text, sign)
        assert told([forged]) == ["seal 1 is not signed by its key"]
        plain = verify_journal.read_seal(rules.line(forged))
        assert list(verify_journal.follow([plain], set())) == told([forged])


def test_seals_that_do_not_follow_are_told() -> None:
    assert told([ROW[0], ROW[2]])[0] == "seal 3 does not follow seal 1"
    assert told(ROW[1:])[0] == "seal 2 is the first, but not seal 1"
    assert told(ROW[1:], following.Follower(from_first=False)) == []
    back = row({0: head(3), 5: head(1)}, {0: head(2), 5: head(1)})
    assert told(back) == ["seal 2 takes chain 0 back from entry 3 to 2"]
    other = row({0: head(3)}, {0: head(3, "b")})
    assert told(other) == ["seal 2 takes chain 0 back from entry 3 to 3"]


def test_a_key_follows_another_when_it_was_announced() -> None:
    """Announced by a seal of the old key, trusted by name, or told."""
    first = ROW[0]
    after = rules.Before(1, first.hash, tuple(first.heads.items()))
    new = keys.public(OTHER)

    def next_seal(before: rules.Before, key: Ed25519PrivateKey, upcoming: str) -> rules.Seal:
        heads = {0: head(before.no + 1)}
        text = rules.body(
            before, heads, instant(AT), keys.public(key), whole=False, upcoming=upcoming
        )
        return rules.seal(text, key.sign(rules.signed(text)))

    announcing = next_seal(after, KEY, new)
    second = rules.Before(2, announcing.hash, tuple(announcing.heads.items()))
    good = [first, announcing, next_seal(second, OTHER, "")]
    assert told(good) == []
    sudden = [first, next_seal(after, OTHER, "")]
    assert told(sudden) == ["seal 2 is by a key that seal 1 did not announce"]
    assert told(sudden, following.Follower(frozenset({new}))) == []
    only_old = following.Follower(frozenset({first.key}))
    assert told(good, only_old) == ["seal 3 is by a key that is not trusted"]
    for seals, trusted in ((good, set()), (sudden, {new}), (sudden, set()), (good, {first.key})):
        plain = [verify_journal.read_seal(rules.line(one)) for one in seals]
        expected = told(seals, following.Follower(frozenset(trusted)))
        assert list(verify_journal.follow(plain, trusted)) == expected


def test_the_key_file_says_who_signs_next() -> None:
    both = {keys.public(KEY): KEY, keys.public(OTHER): OTHER}
    old, new = both
    assert keys.choose(both, None) == (OTHER, "")
    assert keys.choose(both, ROW[0]) == (KEY, new)
    assert keys.choose(both, replace(ROW[0], next=new)) == (OTHER, "")
    assert keys.choose({new: OTHER}, ROW[0]) == (OTHER, "")
    assert keys.choose({old: KEY}, ROW[0]) == (KEY, "")


def test_seals_outside_are_sorted_into_rows() -> None:
    other = row({0: head(1, "z")}, {0: head(2, "z")})
    mixed = [ROW[3], ROW[0], ROW[1], ROW[0], *other]
    found = sorted(following.rows_of(mixed), key=lambda one: (len(one), one[0].no))
    assert [one.hash for part in found for one in part].count(ROW[0].hash) == 1
    assert [len(part) for part in found] == [1, *([2] * 2)] or len(found) >= 3
    own = {one.no: one.hash for one in ROW[:2]}
    assert list(following.compared([ROW[0], ROW[3]], own)) == [
        "seal 4 outside, made at 2026-11-23 01:03 UTC, is not in the record"
    ]
    assert list(following.compared(other[:1], own)) == [
        "seal 1 outside is another than seal 1 in the record"
    ]


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        ("1042000-318-7fa91c03be", slips.Slip(1042000, 318, "7fa91c03be")),
        (" 1042000 – 318 — 7FA91 C03BE\n", slips.Slip(1042000, 318, "7fa91c03be")),
        ("0-1-7fa91c03be", slips.Slip(0, 1, "7fa91c03be")),
        ("s812-" + "a" * 64, slips.Slip(None, 812, "a" * 64)),
    ],
)
def test_a_slip_is_read_as_people_type(typed: str, slip: slips.Slip) -> None:
    assert slips.read(typed) == slip
    assert slips.read(str(slip)) == slip


@pytest.mark.parametrize(
    "typed",
    ["", "7fa91c03be", "1-2-7fa91c03b", "1-2-gggggggggg", "9999999999-1-7fa91c03be", "1-2-3-4"],
)
def test_what_is_no_slip_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not a receipt"):
        slips.read(typed)

"""Statements read and seconds reckoned, by cases."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.platforms.sending import HOME, JOIN, ROOM, moment, statement
from xiaoan.platforms.rules import is_enough, spans, statements
from xiaoan.platforms.rules.spans import Sign

NOW = moment("09:30")
STARTS, ENDS = moment("08:00"), moment("08:40")


def sign(kind: str, at: str, seconds: int | None = None) -> Sign:
    return Sign(kind, moment(at), seconds)


@pytest.mark.parametrize(
    ("signs", "seconds"),
    [
        ([], 0),
        ([sign("in", "08:00"), sign("out", "08:40")], 2400),
        ([sign("in", "07:50"), sign("out", "08:55")], 2400),
        # Twice in, an overlap counts once.
        ([sign("in", "08:00"), sign("in", "08:05"), sign("out", "08:20")], 1200),
        ([sign("in", "08:00"), sign("out", "08:10"), sign("in", "08:20"), sign("out", "08:40")], 1800),
        # Nothing says that they left: until the end.
        ([sign("in", "08:10")], 1800),
        # A coming of long before that nothing ended is of another lesson.
        ([sign("in", "07:00")], 0),
        ([sign("in", "07:00"), sign("in", "08:00")], 2400),
        ([sign("in", "07:00"), sign("out", "08:10")], 600),
        ([sign("out", "08:40", 1200)], 1200),
        ([sign("in", "08:00"), sign("out", "08:40", 600)], 600),
        ([sign("seen", "08:40", 2400), sign("in", "08:00"), sign("out", "08:40")], 2400),
        ([sign("seen", "08:40")], 0),
        # While it plays, whatever else; silence is believed for ten minutes.
        ([sign("in", "08:00"), sign("play", "08:05"), sign("pause", "08:15"), sign("out", "08:40")], 600),
        ([sign("play", "08:05")], 600),
        ([sign("play", "08:35")], 300),
        # The same instant: gone before come.
        ([sign("in", "08:00"), sign("in", "08:20"), sign("out", "08:20")], 2400),
    ],
)  # fmt: skip
def test_seconds_of_an_account(signs: list[Sign], seconds: int) -> None:
    assert spans.reckon(signs, STARTS, ENDS, NOW).seconds == seconds


def test_whoever_is_in_now_is_known_to_be() -> None:
    at = moment("08:15")
    assert spans.reckon([sign("in", "08:05")], STARTS, ENDS, at) == spans.There(600, is_in=True)
    gone = [sign("in", "08:05"), sign("out", "08:10")]
    assert spans.reckon(gone, STARTS, ENDS, at) == spans.There(300, is_in=False)


_SIGNS = st.lists(
    st.builds(
        Sign,
        st.sampled_from(["in", "out", "play", "pause", "seen"]),
        st.integers(-300, 300).map(lambda n: STARTS + dt.timedelta(minutes=n)),
        st.none() | st.integers(0, 90_000),
    ),
    max_size=12,
)


@pytest.mark.hypothesis
@given(_SIGNS, st.integers(-60, 120))
def test_seconds_are_never_more_than_have_passed(signs: list[Sign], minutes: int) -> None:
    now = STARTS + dt.timedelta(minutes=minutes)
    found = spans.reckon(signs, STARTS, ENDS, now)
    passed = max(0, min(now, ENDS).timestamp() - STARTS.timestamp())
    assert 0 <= found.seconds <= passed
    assert spans.reckon([*signs, *signs], STARTS, ENDS, now).seconds <= passed


def test_a_class_is_known_enough_by_the_shares_of_the_data_file() -> None:
    assert [is_enough(n, 10, running=True) for n in (0, 8, 9, 10)] == [False, False, True, True]
    assert [is_enough(n, 10, running=False) for n in (0, 4, 5)] == [False, False, True]
    assert is_enough(0, 0, running=False) is False


def test_a_statement_is_read() -> None:
    lesson = "01932b5e-7c1a-7000-8000-000000000001"
    sent = statement(
        "s1", JOIN, "08:00", result={"duration": "PT1H2M3.6S"},
        context={"extensions": {statements.LESSON: lesson}},
    )  # fmt: skip
    found = statements.read(sent, NOW)
    assert (str(found.id), found.kind, found.account) == (sent["id"], "in", f"account|{HOME}|s1")
    assert (found.name, found.shown, found.title) == ("s1", "昵称s1", "语文直播")
    assert (found.activity, found.at, found.seconds) == (ROOM, moment("08:00"), 3724)
    assert str(found.lesson) == lesson


def test_a_mailbox_and_its_sum_are_one_account() -> None:
    sent = statement("x", JOIN, "08:00")
    mail = {**sent, "actor": {"mbox": "mailto:s1@x.cn"}}
    digest = {**sent, "actor": {"mbox_sha1sum": "B" * 40}}
    assert statements.read(mail, NOW).account.startswith("sha1|")
    assert statements.read(mail, NOW).name == "s1"
    assert statements.read(digest, NOW).account == f"sha1|{'b' * 40}"


def test_what_record_stores_add_is_no_other_content() -> None:
    sent = statement("s1", JOIN, "08:00")
    more = {
        **sent,
        "stored": NOW.isoformat(),
        "authority": {"mbox": "mailto:a@b.cn"},
        "version": "1.0.3",
    }
    assert statements.read(sent, NOW).digest == statements.read(more, NOW).digest
    assert statements.read(sent, NOW).digest != statements.read({**sent, "result": {}}, NOW).digest


def test_without_an_id_the_same_statement_has_the_same() -> None:
    sent = statement("s1", JOIN, "08:00")
    del sent["id"]
    assert statements.read(sent, NOW).id == statements.read(dict(sent), NOW).id


def test_our_calendar_s_id_names_the_lesson() -> None:
    pk = "01932b5e-7c1a-7000-8000-000000000001"
    sent = statement("s1", JOIN, "08:00", object={"id": f"urn:x:{pk}@lessons.xiaoan"})
    assert str(statements.read(sent, NOW).lesson) == pk


@pytest.mark.parametrize(
    "more",
    [
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/answered"}},
        {"actor": {"objectType": "Group", "member": []}},
        {"object": {"objectType": "Agent", "mbox": "mailto:a@b.cn"}},
    ],
)
def test_what_is_of_no_use_here_is_passed_over(more: dict[str, Any]) -> None:
    assert statements.read(statement("s1", JOIN, "08:00", **more), NOW).kind == ""


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"actor": None}, "actor", "missing"),
        ({"actor": "me"}, "actor", "object"),
        ({"actor": {"name": "x"}}, "actor", "one_identifier"),
        ({"actor": {"mbox": "mailto:a@b.cn", "openid": "https://x"}}, "actor", "one_identifier"),
        ({"actor": {"mbox": "a@b.cn"}}, "actor.mbox", "mbox"),
        ({"actor": {"mbox_sha1sum": "1"}}, "actor.mbox_sha1sum", "sha1"),
        ({"actor": {"account": {"homePage": "x", "name": "y"}}}, "actor.account.homePage", "iri"),
        ({"actor": {"account": {"homePage": HOME}}}, "actor.account.name", "missing"),
        ({"actor": {"account": {"homePage": HOME, "name": "a\0"}}}, "actor.account.name", "unreadable"),
        ({"actor": {"account": {"homePage": HOME, "name": "\ud800"}}}, "actor.account.name", "unreadable"),
        ({"actor": {"objectType": "Robot", "mbox": "mailto:a@b.cn"}}, "actor.objectType", "actor_type"),
        ({"verb": {}}, "verb.id", "missing"),
        ({"verb": {"id": "joined"}}, "verb.id", "iri"),
        ({"verb": {"id": 1}}, "verb.id", "text"),
        ({"object": {"id": "x" * 501}}, "object.id", "too_long"),
        ({"object": {"id": "room 1"}}, "object.id", "iri"),
        ({"object": {"id": ROOM, "objectType": "Thing"}}, "object.objectType", "object_type"),
        ({"object": {"id": ROOM, "definition": []}}, "object.definition", "object"),
        ({"timestamp": "2026-11-23T08:00:00"}, "timestamp", "moment"),
        ({"timestamp": "yesterday"}, "timestamp", "moment"),
        ({"timestamp": 5}, "timestamp", "text"),
        ({"result": {"duration": "40 min"}}, "result.duration", "duration"),
        ({"result": {"duration": "P"}}, "result.duration", "duration"),
        ({"result": []}, "result", "object"),
        ({"id": "1"}, "id", "uuid"),
        ({"context": {"extensions": []}}, "context.extensions", "object"),
        ({"attachments": [{}]}, "attachments", "attachments"),
        ({"colour": 1}, "colour", "unknown_field"),
        ({"verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}}, "object.id", "voids"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_field(more: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(statements.Fault) as fault:
        statements.read_all(
            [statement("a", JOIN, "08:00"), statement("b", JOIN, "08:00", **more)], NOW, 10
        )
    assert (fault.value.index, fault.value.field, fault.value.code) == (1, field, code)


def test_a_duration_beyond_reason_is_a_day() -> None:
    sent = statement("s1", JOIN, "08:00", result={"duration": f"PT{'9' * 400}H"})
    assert statements.read(sent, NOW).seconds == 86_400

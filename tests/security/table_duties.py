"""The rows of the access table about levels and numbers of duties. Written by hand as the rest."""

import datetime as dt
from uuid import UUID

from tests.builders import COUNTY, Universe
from tests.security.rows import ALL, DAY, Row, id_row, unit_row
from xiaoan.duties import services as duties
from xiaoan.duties.queries.levels import Grounds
from xiaoan.duties.rules.answering import Choice
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

_SEE, _MINE = "222222nnnnnn", "22222222222n"
_ACT = "uuuuuunnnnnn"

DUTIES_ROWS = (
    Row("duties/kinds/", "GET", "/duties/kinds/", _SEE, _SEE, "snsn"),
    unit_row(
        "duties/numbers/<int:unit_no>/", f"/duties/numbers/{COUNTY}/", "n2nnnnnnnnnn", ALL, "snsn",
        unit=COUNTY,
    ),
    unit_row(
        "duties/numbers/<int:unit_no>/", f"/duties/numbers/{COUNTY}/", "nunnnnnnnnnn", ALL, "snsn",
        unit=COUNTY, method="POST",
    ),
    unit_row(
        "duties/kinds/<int:unit_no>/<str:kind>/", f"/duties/kinds/{COUNTY}/screening.rollcall/",
        "n2nnnnnnnnnn", ALL, "snsn", unit=COUNTY,
    ),
    unit_row(
        "duties/kinds/<int:unit_no>/<str:kind>/", f"/duties/kinds/{COUNTY}/screening.rollcall/",
        "nunnnnnnnnnn", ALL, "snsn", unit=COUNTY, method="POST",
    ),
    # The officer set it, and may not confirm; the leader is the second person.
    id_row(
        "duties/answering/<uuid:answering_id>/", "/duties/answering/{answering}/", "3fnnnnnnnnnn",
        ALL, "snsn", method="POST", body={"what": "confirm"},
    ),
    # Nothing was chosen; whoever urges may act, and is told.
    Row("duties/blind-spots/act/", "POST", "/duties/blind-spots/act/", _ACT, _ACT, "snsn"),
    Row("duties/standing/", "GET", "/duties/standing/", _MINE, _MINE, "sns2"),
    Row("duties/levels/", "GET", "/duties/levels/", _SEE, _SEE, "snsn"),
    # Nothing was filled in; only the leader asks.
    Row("duties/levels/", "POST", "/duties/levels/", "ufffffnnnnnn", "ufffffnnnnnn", "snsn"),
    # The leader asked, and may not confirm; the officer is the second person.
    id_row(
        "duties/levels/<uuid:response_id>/", "/duties/levels/{response}/", "f3nnnnnnnnnn", ALL,
        "snsn", method="POST", body={"what": "confirm"},
    ),
    # Of class 1(1): its teacher answers for it, the subject teacher is the deputy; those above see it.
    id_row("duties/ask/<uuid:duty_id>/", "/duties/ask/{duty}/", "22222222nnnn", ALL, "snsn"),
    id_row(
        "duties/ask/<uuid:duty_id>/", "/duties/ask/{duty}/", "ffffffuunnnn", ALL, "snsn",
        method="POST",
    ),
    # The teacher asked the subject teacher to take it, and to stand in.
    id_row(
        "duties/askings/<uuid:asking_id>/", "/duties/askings/{asking}/", "nnnnnnf3nnnn", ALL, "snsn",
        method="POST", body={"what": "accepted"},
    ),
    Row("duties/deputies/", "GET", "/duties/deputies/", _MINE, _MINE, "sns2"),
    Row("duties/deputies/", "POST", "/duties/deputies/", "u" * 11 + "n", "u" * 11 + "n", "snsu"),
    id_row(
        "duties/deputies/<uuid:deputising_id>/", "/duties/deputies/{deputising}/", "nnnnnnf3nnnn",
        ALL, "snsn", method="POST", body={"what": "agreed"},
    ),
)  # fmt: skip


def asked(universe: Universe, duty_id: str) -> dict[str, str]:
    """A response level that the leader has asked for, and what a teacher asks of a colleague."""
    with acting_as(universe.cast["leader"]) as leader:
        response = duties.ask_level(leader, COUNTY, "II", Grounds("聚集性疫情", "县应急预案"))
    with acting_as(universe.cast["officer"]) as officer:
        change = duties.SetAnswering(
            uuid7(), "illness.investigate", "normal",
            Choice(clock.now(), ("principal",)), "测试", clock.today(), {},
        )  # fmt: skip
        duties.ask_answering(officer, COUNTY, change)
    to_id = universe.users["deputy"].pk
    with acting_as(universe.cast["teacher"]) as teacher:
        sent = duties.NewAsking(uuid7(), UUID(duty_id), "handover", "", to_id)
        asking = duties.ask(teacher, sent)
        day = dt.date.fromisoformat(DAY)
        deputising = duties.ask_deputy(teacher, duties.NewDeputising(uuid7(), to_id, day, day))
    return {
        "response": str(response), "answering": str(change.id), "asking": str(asking),
        "deputising": str(deputising),
    }  # fmt: skip

"""Two opening dates of the next term, one of them moved; a text of the bureau, a hotline,
and a date that waits for the leader."""

import datetime as dt

from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.publicity import services as publicity
from xiaoan.publicity.services.keeping import Act
from xiaoan.rehearsal.demo.moments import second_of, stand_at
from xiaoan.rehearsal.demo.plan import NEXT_TERM, Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.reopening import services as reopening
from xiaoan.reopening.rules import Line

_PAPER = "演示教发〔2026〕18号 关于下学期幼儿园和小学开学的通知"
_NOTE = "按班级通知的时间段到校,家长不进校园。"
_TEXT = {
    "zh-hans": {
        "title": "流感季节给家长的话",
        "body": "孩子发热、呕吐或起疹子,请不要带病上学,先告诉班主任。\n\n退热满 48 小时、没有症状了再返校。",
    },
    "zh-hant": {
        "title": "流感季節給家長的話",
        "body": "孩子發熱、嘔吐或起疹子,請不要帶病上學,先告訴班主任。\n\n退熱滿 48 小時、沒有症狀了再返校。",
    },
    "en": {
        "title": "To parents in the influenza season",
        "body": "A child with fever, vomiting or a rash stays at home: tell the class teacher first.\n\n"
        "Back to school 48 hours after the fever has gone and without symptoms.",
    },
}  # fmt: skip
_HOTLINE = {
    "zh-hans": {"title": "县教育局防疫热线(演示号码)", "body": "工作日 8:00–18:00"},
    "en": {"title": "Education bureau hotline (for demonstration)", "body": "Working days 8:00–18:00"},
}  # fmt: skip


def announce(plan: Plan) -> int:
    """Through the ordinary services, by the officer and the leader of the cast; gives how many dates."""
    county = (numbering.COUNTY, numbering.COUNTY)
    officer = actor_as(plan, "bureau_officer", *county)
    leader = actor_as(plan, "county_leader", *county)
    # Schools are open today: a date of this term would make no sense.
    first = NEXT_TERM[0]
    second = first + dt.timedelta(days=1)
    stand_at(second_of(plan.day - dt.timedelta(days=3), STEPS[-1]))
    _decide(officer, leader, _line("kindergarten", first), _line("primary", first))
    _publish(officer, leader, "notice", _TEXT)
    _publish(officer, leader, "hotline", _HOTLINE, "0000-1234567")
    stand_at(second_of(plan.day, STEPS[-1]))
    _decide(officer, leader, _line("kindergarten", second, 1), reason="幼儿园要再做一次全面消毒。")
    with acting_as(officer):
        reopening.propose(officer, _proposal((_line("junior", second),), ""))
    return 2


def _line(stage: str, day: dt.date, base: int = 0) -> Line:
    return Line(numbering.COUNTY, stage, "date", day, base)


def _proposal(lines: tuple[Line, ...], reason: str) -> reopening.NewProposal:
    return reopening.NewProposal(uuid7(), numbering.COUNTY, lines, _PAPER, None, _NOTE, reason)


def _decide(officer: Actor, leader: Actor, *lines: Line, reason: str = "") -> None:
    with acting_as(officer):
        made = reopening.propose(officer, _proposal(lines, reason))
    with acting_as(leader):
        reopening.decide(leader, uuid7(), made)


def _publish(
    officer: Actor, leader: Actor, kind: str, words: dict[str, dict[str, str]], phone: str = ""
) -> None:
    draft = publicity.Draft(uuid7(), numbering.COUNTY, None, 0, kind, words, phone, submit=True)
    with acting_as(officer):
        made = publicity.write(officer, draft)
    with acting_as(leader):
        publicity.approve(leader, Act(uuid7(), made, 1))

"""This morning at the desks: one rumour that two people reported and that is answered, one that is open; two
questions of the family of the sign-in page, one answered."""

from collections.abc import Sequence

from xiaoan.accounts import queries as accounts
from xiaoan.enquiries import services as enquiries
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.cast import Offered
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.rumours import rules
from xiaoan.rumours import services as rumours

_GARLIC = "专家说每天早晚吃生大蒜可以预防诺如病毒,比打针还管用,我们小区的孩子都在吃,一个都没得病"
_AGAIN = (
    "紧急扩散!我们小区的娃娃都在吃,一个都没得病,专家说每天早晚吃生大蒜可以防止诺如病毒,看到请转发"
)
_SHUT = "听说明天全县小学停课,教育局的文件已经发到校长群里了,是真的吗"
_TITLE = {
    "hans": "吃生大蒜能预防诺如病毒", "hant": "吃生大蒜能預防諾如病毒",
    "en": "Raw garlic prevents norovirus",
}  # fmt: skip
_TEXT = {
    "hans": "不能。勤洗手、食物煮熟、及时清理呕吐物,才能预防诺如病毒感染。",
    "hant": "不能。勤洗手、食物煮熟、及時清理嘔吐物,才能預防諾如病毒感染。",
    "en": "It does not. Washing hands, cooking food through and cleaning up vomit at once do.",
}  # fmt: skip


def talk(plan: Plan, offered: Sequence[Offered]) -> int:
    """Gives how many reports and questions there are."""
    stand_at(second_of(plan.day, STEPS[-1]))
    cast = _cast(offered)
    for role, text in (("guardian", _GARLIC), ("class_teacher", _AGAIN), ("school_doctor", _SHUT)):
        with acting_as(cast[role]) as actor:
            made = rumours.report(actor, rumours.NewReport(uuid7(), text))
        if role == "guardian":
            garlic = made.item_id
    source = rules.Source(
        "诺如病毒感染防控知识", "教育局与疾控中心", "", plan.day, cast["bureau_officer"].name
    )
    answer = rumours.NewAnswer(uuid7(), garlic, "false", _TITLE, _TEXT, (source,))
    with acting_as(cast["bureau_officer"]) as officer:
        rumours.propose(officer, answer)
    with acting_as(cast["county_leader"]) as leader:
        rumours.publish(leader, rumours.Act(uuid7(), garlic, answer_id=answer.id))
    return 3 + _ask(cast)


def _ask(cast: dict[str, Actor]) -> int:
    with acting_as(cast["guardian"]) as guardian:
        child = guardian.people[0]
        enquiries.ask(
            guardian,
            enquiries.NewEnquiry(
                uuid7(),
                child,
                "health",
                "好了以后什么时候能回来上课",
                "医生说再休息两天,要带什么证明?",
            ),
        )
        asked = enquiries.ask(
            guardian,
            enquiries.NewEnquiry(
                uuid7(), child, "county", "这学期还开运动会吗", "孩子生病没练,想知道延不延期。"
            ),
        )
    with acting_as(cast["bureau_officer"]) as officer:
        enquiries.reply(
            officer, enquiries.Say(uuid7(), asked, "各校自己定。请问班主任,有变动会发通知。")
        )
    return 2


def _cast(offered: Sequence[Offered]) -> dict[str, Actor]:
    with acting_as(BUILDER):
        found = accounts.actors_of([one.user_id for one in offered])
    return {one.role: found[one.user_id] for one in offered}

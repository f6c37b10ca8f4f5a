"""What a story is asked about before it goes on: people of the school who are named in it though not shown,
and words of health. A question, never a verdict: whoever tells it answers, and whoever approves once more."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.stories.queries.seen import Consent, Told
from xiaoan.wording import queries as wording


def named(unit_no: int, title: str, text: str) -> dict[str, wording.Named]:
    """By field, who of the whole school of a unit is named in full."""
    school = directory.place(numbering.school_of(unit_no)).interval
    return {"title": wording.named(title, school), "text": wording.named(text, school)}


def found(
    said: str, names: Mapping[str, wording.Named], pupils: Collection[str], staff: Collection[str]
) -> wording.Found:
    """What is asked about a story. `names`: see `named`; `pupils`, `staff`: the names of who is shown."""
    others = [
        one
        for each in names.values()
        for one in (
            *(name for name in each.pupils if name not in pupils),
            *(name for name in each.staff if name not in staff and name not in each.pupils),
        )
    ]
    return wording.Found(tuple(dict.fromkeys(others)), wording.health_words(said))


def refuse(
    title: str, text: str, names: Mapping[str, wording.Named], pupils: Collection[str],
    staff: Collection[str], looked: Collection[str],
) -> None:  # fmt: skip
    """Unanswered, at the field where somebody is named, else at the box."""
    asked = found(f"{title}\n{text}", names, pupils, staff)
    if asked.is_answered(looked):
        return
    at = [
        field
        for field, each in names.items()
        if any(name in asked.names for name in (*each.pupils, *each.staff))
    ]
    raise wording.Unanswered(sentence(asked), asked, at[0] if at else wording.FIELD)


def of(one: Told) -> wording.Found:
    """What is asked about a story as it stands, of whoever approves it."""
    return in_story(one.unit_no, one.title, one.text, one.consents)


def in_story(unit_no: int, title: str, text: str, consents: Collection[Consent]) -> wording.Found:
    pupils = {one.name for one in consents if one.person_id}
    staff = {one.name for one in consents if one.user_id}
    return found(f"{title}\n{text}", named(unit_no, title, text), pupils, staff)


def sentence(asked: wording.Found, *, decides: bool = False) -> str:
    """The question in words, to whoever tells it or `decides`; "" where nothing is asked."""
    said = []
    if asked.names:
        words = _(
            "写到了“%(names)s”,和本校的学生或教职工同名,却没有选为写到的人。是本校的人,请在下面选上"
            "(孩子不写全名,写成“%(short)s同学”);不是的,请勾选。"
        )
        if decides:
            words = _(
                "写到了“%(names)s”,和本校的学生或教职工同名,却没有问过这个人同不同意。是本校的人,请退回修改;"
                "不是的,请勾选。"
            )
        names = _("、").join(asked.names[:5])
        said.append(words % {"names": names, "short": asked.names[0][:1]})
    if asked.words:
        words = _("文中有“%(words)s”。如果说的是哪个人的身体情况,请删去;不是的,请勾选。")
        said.append(words % {"words": _("、").join(asked.words[:5])})
    return "".join(said)

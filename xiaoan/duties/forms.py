"""What is sent about who answers for a kind of duty: shape only."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from xiaoan.duties import rules
from xiaoan.duties.rules import answering
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7

PLACES = range(1, answering.MOST_POSTS + 1)


def typed(post: QueryDict, kind: rules.KindRule) -> dict[str, object]:
    """All that was typed, to be shown again."""
    plain = [f"{what}_{n}" for what in ("answers", "deputies") for n in PLACES]
    plain += ["since", "reason", "submission_id", *(f"v-{one.path}" for one in kind.values)]
    given: dict[str, object] = {name: post.get(name, "") for name in plain}
    return given | {name: post.getlist(name) for name in ("chain", "evidence")}


def choice(
    given: Mapping[str, object], default: tuple[tuple[str, ...], tuple[str, ...]],
    chain: tuple[str, ...],
) -> answering.Choice:  # fmt: skip
    """What was chosen; what is as by default is left to the default."""
    answers, deputies = _posts(given, "answers"), _posts(given, "deputies")
    if (answers, deputies) == default:
        answers, deputies = (), ()
    told = _list(given, "chain")
    if not told:
        raise Invalid(_("请至少选一级升级对象。"), {"chain": "missing"})
    ordered = tuple(role for role in told if role in rules.LADDER_ROLES)
    same = ordered == chain
    return answering.Choice(
        clock.now(), answers, deputies, () if same else ordered, _list(given, "evidence")
    )


def _posts(given: Mapping[str, object], what: str) -> tuple[str, ...]:
    return tuple(str(given[f"{what}_{n}"]) for n in PLACES if given.get(f"{what}_{n}"))


def _list(given: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = given.get(name)
    return tuple(str(one) for one in found) if isinstance(found, list) else ()


def values(given: Mapping[str, object], now_set: Mapping[str, int]) -> dict[str, int]:
    """The numbers that are other than those set now; Invalid at the field of one that is none."""
    found = {}
    for path, number in now_set.items():
        value, text = rules.VALUES[path], str(given.get(f"v-{path}", "")).strip()
        try:
            sent = value.number(text)
        except ValueError:
            said = _VALUE_FAULTS[value.unit]() % {"least": value.least, "most": value.most}
            if value.law:
                said = _("法定时限只能改短。") + said
            raise Invalid(said, {f"v-{path}": "range"}) from None
        if sent != number:
            found[path] = sent
    return found


_VALUE_FAULTS = {
    "minutes": lambda: _("请填 %(least)s 到 %(most)s 的整数(分钟)。"),
    "time": lambda: _("请填 18:00 这样的时刻。"),
    "days": lambda: _("请填 %(least)s 到 %(most)s 的整数(天)。"),
    "switch": lambda: _("请选做或照平常。"),
    "count": lambda: _("请填 %(least)s 到 %(most)s 的整数。"),
    "tries": lambda: _("请填 %(least)s 到 %(most)s 的整数。"),
    "percent": lambda: _("请填 %(least)s 到 %(most)s 的整数(百分之几)。"),
}


def since(given: Mapping[str, object]) -> dt.date:
    try:
        return dt.date.fromisoformat(str(given.get("since", "")))
    except ValueError:
        raise Invalid(_("请填起始日期。"), {"since": "missing"}) from None


def submission(given: Mapping[str, object]) -> UUID:
    try:
        return UUID(str(given.get("submission_id", "")))
    except ValueError:
        return uuid7()

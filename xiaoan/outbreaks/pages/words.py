"""What pages say of a signal: why it is there, and how long is left."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.outbreaks import queries, rules

Row = queries.SignalRow


def left(row: Row) -> str:
    """How long is left; at once is at once, however short the clock."""
    minutes = row.minutes_left
    if minutes is None:
        return row.deadline_text
    parts = {"h": abs(minutes) // 60, "m": abs(minutes) % 60}
    if row.deadline_at == row.raised_at:
        return _("立即报告,已过 %(h)s 小时 %(m)s 分") % parts
    if minutes < 0:
        return _("已过 %(h)s 小时 %(m)s 分") % parts
    return _("还剩 %(h)s 小时 %(m)s 分") % parts


def what(row: Row) -> str:
    """The symptoms, disease or circumstance it is about."""
    return str(queries.SYNDROME_NAMES.get(row.syndrome, row.syndrome))


def title(row: Row) -> str:
    """Where, how many, of what."""
    told = {"place": row.place, "cases": row.cases, "what": what(row)}
    if row.level == rules.PERSON or row.source == "person" or row.syndrome == rules.ABSENT:
        return _("%(place)s %(cases)s 人:%(what)s") % told
    told["days"] = (row.last_day - row.window_from).days + 1
    return _("%(place)s %(days)s 天内 %(cases)s 例:%(what)s") % told


def why(found: queries.SignalDetail) -> str:
    """In a sentence for a principal: what was counted, and which standard it meets."""
    row, rule = found.row, found.rule
    told = {
        "place": row.place, "cases": row.cases, "what": what(row), "who": row.reported_by,
        "days": (row.last_day - row.window_from).days + 1,
    }  # fmt: skip
    if row.source == "person":
        return _("%(who)s报告:%(place)s发生%(what)s,涉及 %(cases)s 人。") % told
    if row.level == rules.PERSON:
        return _("%(place)s有 1 名学生:%(what)s。这类情况不论人数,发现一名就要报告。") % told
    if row.syndrome == rules.ABSENT:
        return _absent(told)
    standard = _standard(rule)
    certainty = [one.certainty for one in found.people]
    if "suspected" in certainty or "confirmed" in certainty:
        told["suspected"] = certainty.count("suspected")
        said = (
            _("%(place)s %(days)s 天内有 %(cases)s 名学生患%(what)s,其中疑似 %(suspected)s 名")
            % told
        )
    else:
        said = _("%(place)s %(days)s 天内有 %(cases)s 名学生出现%(what)s") % told
    return _("%(said)s,达到“%(standard)s”的报告标准。") % {"said": said, "standard": standard}


def _absent(told: dict[str, object]) -> str:
    asked = rules.rule_book().sudden_absence
    if asked is None:
        return ""
    more = {"least": asked.people, "share": int(asked.share * 100)}
    return _(
        "%(place)s有 %(cases)s 名学生缺勤,原因都还不清楚。文件没有写多少人算大量;"
        "这里按本系统建议的“%(least)s 人且达到在册的 %(share)s%%”提示(待核)。"
    ) % {**told, **more}


def _standard(rule: rules.Rule | None) -> str:
    least = rule.min_cases if rule else None
    if rule is None or least is None:
        return _("规则")
    if rule.window == "semester":
        return _("同一学期 %(n)s 例及以上") % {"n": least}
    if rule.window_days is None:
        return _("%(n)s 例及以上") % {"n": least}
    return _("%(days)s 天内 %(n)s 例及以上") % {"days": rule.window_days, "n": least}


# Our rendering of the rules that signals are raised by, for readers of another language: the Chinese text
# (in 繁體 where that is read: outbreaks.queries.text_of) stands beside it and is what counts.
RENDERINGS = {
    "N-01a": _l(
        "同一班级或同一宿舍,%(days)s 天内有 %(min)s 例及以上症状相似的病例,"
        "或有共同用餐、饮水史的病例"
    ),
    "N-01b": _l(
        "同一班级或同一宿舍,连续 %(days)s 天内有 %(min)s 例及以上症状相似的病例,"
        "或有共同用餐、饮水史的病例"
    ),
    "N-02": _l("发现传染病病人或疑似病人,立即报告"),
    "N-03": _l("个别学生出现不明原因高热、呼吸急促或剧烈呕吐、腹泻"),
    "N-04": _l("发生群体性不明原因疾病或其他突发公共卫生事件"),
    "N-05": _l("突然出现大量原因不明的缺勤"),
    "N-11": _l("疑似食物中毒"),
}  # fmt: skip


def rendering(row: queries.SignalRow) -> str:
    """The rule in the reader's language; "" where the text itself can be read, or nobody has rendered it."""
    known = RENDERINGS.get(row.rule)
    if (get_language() or "").startswith("zh") or known is None or not row.numbers:
        return ""
    return str(known) % row.numbers

"""核查结果意见表 as an official paper: what the print page shows, in the order of that page."""

from typing import Any

from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.web import official


def official_paper(told: dict[str, Any], mark: str) -> official.Paper:
    """`told`: the context of the print page (`pages.decisions.print_page`); in the running language."""
    row, visit, override = told["decision"], told["visit"], told["override"]
    lines = [
        _("条件:%(title)s %(version)s") % {
            "title": told["told"]["pack"]["title"], "version": told["told"]["pack"]["version"],
        },
        _("核查:%(when)s") % {"when": _visited(visit)},
        _("意见:%(opinion)s") % {"opinion": _opinion(told)},
    ]  # fmt: skip
    if override:
        lines.append(
            _("破例开学:%(day)s %(asked)s、%(signed)s:%(why)s") % {
                "day": override.day.isoformat(), "asked": override.asked_as,
                "signed": override.signed_as, "why": override.reason,
            }
        )  # fmt: skip
    heads = (_("序号"), _("条件"), _("结果"), _("依据的情况"))
    blocks: list[official.Block] = [
        official.Lines(lines), official.Table(heads, [_item(one) for one in told["items"]])
    ]  # fmt: skip
    if visit and visit.words:
        blocks.append(official.Lines([_("核查意见:%(words)s") % {"words": visit.words}]))
    blocks.append(official.Lines(_signatures(told)))
    foot = f"{mark} · SHA-256 {row.digest}" if row else mark
    title = _("学校开学条件核查结果意见表")
    return official.Paper(
        title,
        f"{told['school'].name}({told['at']})",
        blocks,
        (_("学校负责人(签名):"), _("日期:")),
        foot,
    )


def _visited(visit: Any) -> str:
    if visit is None:
        return _("还没有联合核查")
    return f"{_at(visit.begun_at)} – {_at(visit.ended_at)}"


def _opinion(told: dict[str, Any]) -> str:
    row, bad = told["decision"], len(told["bad"])
    said = _("必须的条件都符合")
    if bad:
        said = _("%(n)s 条必须的条件不符合或不清楚") % {"n": bad}
    if row and row.state == "signed":
        said += _(";%(kind)s %(day)s") % {"kind": told["kind"], "day": row.day.isoformat()}
    return said


def _item(one: dict[str, Any]) -> list[str]:
    text = f"{one['group']} {one['text']}"
    if not one["hard"]:
        text += _("(不卡关)")
    state = str(one["state"])
    if one["is_accepted"]:
        state += _("(破例接受)")
    evidence = [
        " ".join(str(each[name]) for name in ("kind", "result", "day", "by", "note") if each[name])
        for each in one["evidence"]
    ]
    return [str(one["n"]), text, state, _(";").join([str(one["words"]), *evidence])]


def _signatures(told: dict[str, Any]) -> list[str]:
    """Who looked, with room to sign; who asked and who signed, by name."""
    found = [
        _("%(who)s 签名:") % {"who": f"{one['authority']} {one['name']} {one['post']}"}
        for one in told["members"]
    ]
    row = told["decision"]
    if row:
        found.append(_("提出:%(who)s %(at)s") % {"who": row.asked_as, "at": _at(row.asked_at)})
        if row.state == "signed":
            found.append(_("签:%(who)s %(at)s") % {"who": row.signed_as, "at": _at(row.signed_at)})
    return found


def _at(moment: Any) -> str:
    return f"{moment.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if moment else ""

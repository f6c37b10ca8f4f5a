"""The summary of an event, on the page and as a document."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.investigations.queries import drawings, frames
from xiaoan.investigations.queries.picture import Rate
from xiaoan.investigations.queries.words import LEVEL_NAMES, STATE_NAMES, STATUS_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.measures.queries import suspensions
from xiaoan.measures.queries.words import KIND_NAMES as MEASURE_NAMES
from xiaoan.measures.queries.words import STATE_NAMES as MEASURE_STATES
from xiaoan.measures.queries.words import SUSPENSION_NAMES
from xiaoan.statutory.pages import words
from xiaoan.statutory.queries.summary import Summary, summary
from xiaoan.statutory.queries.words import MILESTONE_NAMES
from xiaoan.web import documents
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.templatetags.web_tags import day as day_words
from xiaoan.web.templatetags.web_tags import moment, percent

Table = tuple[str, str, list[str], list[list[str]]]


@page(Permission.SEE_EVENTS)
def summary_page(request: Asked, event_id: UUID) -> HttpResponse:
    """What happened, how long each step took, what was done; `?file=docx` to take away. No pupil's name."""
    actor = request.actor
    found = summary(actor, event_id)
    head = found.event.head
    if request.GET.get("file") == "docx":
        # It goes to an office: in 简体中文 whatever the reader's language.
        with translation.override("zh-hans"):
            title = _("%(event)s 总结") % {"event": _title(found)}
            mark = _("%(name)s 生成于 %(at)s") % {
                "name": actor.name, "at": clock.now().strftime("%Y-%m-%d %H:%M"),
            }  # fmt: skip
            return documents.docx_response(_docx(found, title, mark), f"{title}.docx")
    context = {
        "crumbs": crumbs(actor, head.unit_no), "as_of": clock.now(), "errors": [],
        "event": frames.head(head, found.event.row.place), "school": found.event.row.school,
        "tabs": frames.tabs(event_id, "statutory:summary"),
        "is_over": head.state == "closed", "lines": _lines(found), "tables": _tables(found),
        "curve": drawings.curve(found.picture.curve), "curve_of": _("按发病日"),
        "shares": _shares(found), "shares_of": _("罹患率"),
        "lessons": found.lessons,
        "learn_url": f"{reverse('investigations:event', args=[event_id])}?act=learn#next"
        if head.state == "closed" and actor.may(Permission.INVESTIGATE, head.unit_no)
        else "",
    }  # fmt: skip
    return render(request, "statutory/summary.html", context)


def _title(found: Summary) -> str:
    return f"{found.event.row.school} {frames.title(found.event.head, found.event.row.place)}"


def _docx(found: Summary, title: str, mark: str) -> bytes:
    lessons = [
        f"{moment(one.at)} {one.by}:{one.reason}" for one in found.lessons
    ] or [_("还没有写。")]  # fmt: skip
    sections = [
        documents.Section("", [_("%(name)s:%(said)s") % {"name": n, "said": s} for n, s in _lines(found)]),
        *(documents.Section(name, [note] if note else [], head, rows)
          for name, note, head, rows in _tables(found)),
        documents.Section(_("经验教训"), lessons),
    ]  # fmt: skip
    return documents.docx(documents.Document(title, sections, mark))


def _lines(found: Summary) -> list[tuple[str, str]]:
    head = found.event.head
    told = [
        (_("现在"), str(STATE_NAMES[head.state])),
        (_("病例"), _("%(n)s 例(%(how)s)") % {"n": head.cases, "how": _statuses(found)}),
        (_("发病"), _onsets(found)),
        (_("上报完整度"), _("所涉班级应报 %(due)s 班日,报了 %(n)s 班日;没报的不算零")
         % {"due": found.event.due, "n": found.event.reported}),
    ]  # fmt: skip
    if found.event.definition:
        told.append((_("病例定义"), found.event.definition))
    closing = [one for one in found.event.steps if one.kind == "close"]
    if closing and head.state == "closed":
        told.append((_("结案依据"), closing[-1].reason))
    return told


def _statuses(found: Summary) -> str:
    told = [f"{name} {found.event.statuses[code]}" for code, name in STATUS_NAMES.items()]
    return _("、").join(told)


def _onsets(found: Summary) -> str:
    head = found.event.head
    if not head.first_onset or not head.last_onset:
        return _("不清楚")
    return _("%(first)s 到 %(last)s,共 %(n)s 天") % {
        "first": day_words(head.first_onset), "last": day_words(head.last_onset), "n": found.days,
    }  # fmt: skip


def _tables(found: Summary) -> list[Table]:
    return [
        _times(found), _curve(found), _rates(found), _contacts(found), _measures(found),
        _suspensions(found), _reports(found),
    ]  # fmt: skip


def _times(found: Summary) -> Table:
    days = found.days_to_detection
    first = found.event.head.first_onset
    rows = [[
        _("首例发病"), day_words(first) if first else "",
        "" if days is None else _("发现前 %(n)s 天") % {"n": days},
    ]]  # fmt: skip
    rows += [
        [str(MILESTONE_NAMES[one.kind]), moment(one.at) if one.at else "", _after(one.after)]
        for one in found.milestones
        if one.kind != "reported" or found.sees_reports
    ]
    return (
        _("每一步用了多久"), _("从发现算起;空着的是还没有做"), [_("哪一步"), _("时间"), _("距发现")], rows,
    )  # fmt: skip


def _after(length: dt.timedelta | None) -> str:
    if length is None:
        return ""
    if length < dt.timedelta(0):
        return _("早 %(time)s") % {"time": words.span(-length)}
    return words.span(length)


def _curve(found: Summary) -> Table:
    curve = found.picture.curve
    note = []
    if curve.guessed:
        note.append(_("其中 %(n)s 例没填发病日期,按首次发现的日期算") % {"n": curve.guessed})
    if curve.unknown:
        note.append(_("另有 %(n)s 例发病日期不明") % {"n": curve.unknown})
    rows = [[day_words(day), str(n)] for day, n in zip(curve.days, curve.totals, strict=True)]
    return (_("按发病日"), _(";").join(note), [_("日期"), _("病例")], rows)


def _rates(found: Summary) -> Table:
    rows = [
        [one.name, str(one.ill), str(one.people), percent(one.ill, one.people)]
        for one in _shares(found)
    ]
    note = _("分母是 %(day)s 在册的学生,和之后来的病例") % {
        "day": day_words(found.picture.roll_day)
    }
    return (_("罹患率"), note, [_("范围"), _("病例"), _("学生"), _("罹患率")], rows)


def _shares(found: Summary) -> list[Rate]:
    return [one for one in found.picture.rates if one.kind in ("class", "grade")]


def _contacts(found: Summary) -> Table:
    rows = [
        [str(LEVEL_NAMES[one.level]), str(one.total), str(one.watching), str(one.released), str(one.ill),
         percent(one.ill, one.total)]
        for one in found.contacts.levels
        if one.total
    ]  # fmt: skip
    outside = found.contacts.outside
    note = _("其中 %(n)s 人在别的学校") % {"n": outside} if outside else ""
    return (
        _("接触者"), note,
        [_("级别"), _("人数"), _("观察中"), _("已解除"), _("发病"), _("续发率")], rows,
    )  # fmt: skip


def _measures(found: Summary) -> Table:
    rows = [
        [str(MEASURE_NAMES[one.kind]), one.place, one.owner, moment(one.ordered_at), moment(one.due_at),
         moment(one.done_at) if one.done_at else "",
         _measure_state(one.state, late=one.is_late)]
        for one in found.measures
    ]  # fmt: skip
    return (
        _("防控措施"), "",
        [_("措施"), _("地点"), _("承办"), _("布置"), _("期限"), _("办结"), _("状态")], rows,
    )  # fmt: skip


def _measure_state(state: str, *, late: bool) -> str:
    told = str(MEASURE_STATES[state])
    return _("%(state)s(迟)") % {"state": told} if late else told


def _suspensions(found: Summary) -> Table:
    rows = [
        [_("、").join(one.classes), day_words(one.since), day_words(one.last) if one.last else "",
         *_rested(one), day_words(one.back_on) if one.back_on else "", one.decided_by,
         str(SUSPENSION_NAMES[one.state])]
        for one in found.suspensions
    ]  # fmt: skip
    return (
        _("停课"), "",
        [_("班级"), _("从"), _("到"), _("天数"), _("上课日"), _("复课"), _("决定人"), _("状态")], rows,
    )  # fmt: skip


def _rested(one: suspensions.Row) -> list[str]:
    """On how many days lessons rested, and how many of them were school days; of what never was: nothing."""
    if one.state not in ("decided", "reopened"):
        return ["", ""]
    return [str(one.days), "" if one.school_days is None else str(one.school_days)]


def _reports(found: Summary) -> Table:
    if not found.sees_reports:
        return (_("法定报告"), _("您的岗位看不到报告,这里不列。"), [], [])
    told: Sequence[dict[str, Any]] = [words.row(one) for one in found.reports]
    rows = [
        [f"{one['title']} {day_words(one['day']) if one['day'] else ''}".strip(), str(one["recipient"]),
         moment(one["due_at"]), moment(one["sent_at"]) if one["sent_at"] else "", str(one["state"])]
        for one in told
    ]  # fmt: skip
    return (
        _("法定报告"), "", [_("报告"), _("报给"), _("时限"), _("报出"), _("状态")], rows,
    )  # fmt: skip

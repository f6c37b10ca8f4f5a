"""The official forms A to F, to print on A4 and as a sheet: from what was recorded, never typed twice."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.illness import rules
from xiaoan.illness import services as illness
from xiaoan.illness.pages import words
from xiaoan.illness.pages.lists import FORM_KINDS, FORM_NAMES
from xiaoan.illness.queries import official
from xiaoan.illness.queries.words import STAGE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries as screening
from xiaoan.web import sheets
from xiaoan.web.context import crumbs
from xiaoan.web.days import read_day
from xiaoan.web.gate import Asked, page
from xiaoan.web.templatetags.web_tags import day as day_words
from xiaoan.web.templatetags.web_tags import moment

# The columns of the class form of the 2006 norm ([S22]); ours has more symptoms, which stand in the last.
_FORM_A = ("fever", "rash", "diarrhoea", "vomiting", "jaundice", "red_eyes", "parotid", "cough")
_AIRWAY = {"cough", "sore_throat"}
_GUT = {"vomiting", "diarrhoea", "abdominal_pain"}
_YES, _NO = "√", ""
# A form, and whom it names with their classes.
Built = tuple[sheets.Table, dict[UUID, int]]
Build = Callable[[Actor, directory.Place, dt.date, str], Built]


@page(Permission.SEE_ILLNESS, methods="GET POST")
def form_page(request: Asked, letter: str, unit_no: int, day: str) -> HttpResponse:
    """One form of one class or school and day, to print; by a post with a reason: as a sheet."""
    if letter not in FORM_KINDS:
        raise NotFound
    actor, on = request.actor, read_day(day)
    place = official.place_of(actor, unit_no, *FORM_KINDS[letter])
    slot = request.GET.get("slot", "")
    slot = slot if slot in official.SLOTS else "morning"
    table, named = _BUILD[letter](actor, place, on, slot)
    taken = illness.Taken(letter, unit_no, on, len(table.rows), named)
    mark = _("%(name)s 打印于 %(at)s · 含学生健康信息,请勿外传") % {
        "name": actor.name,
        "at": clock.now().strftime("%Y-%m-%d %H:%M"),
    }
    message = ""
    if request.method == "POST":
        try:
            illness.take_form(actor, taken, request.POST.get("reason", ""))
            name = f"{directory.full_name(unit_no)} {FORM_NAMES[letter]} {on.isoformat()}.xlsx"
            return sheets.xlsx_response(sheets.workbook([table], mark), name)
        except Invalid as refused:
            message = str(refused)
    illness.form_taken(actor, taken)
    context = {
        "crumbs": crumbs(actor, unit_no), "table": table, "mark": mark, "day": on, "slot": slot,
        "slots": list(screening.SLOT_NAMES.items()) if letter in "abe" else [],
        "may_take": actor.may(Permission.EXPORT, unit_no), "message": message,
        "reason": request.POST.get("reason", ""),
        "here": request.build_absolute_uri(f"{request.path}?slot={slot}"),
        "back_url": f"{reverse('illness:list')}?unit={unit_no}",
    }  # fmt: skip
    return render(request, "illness/form.html", context, status=422 if message else 200)


def _title(letter: str, place: directory.Place) -> str:
    return f"{directory.full_name(place.no)} {FORM_NAMES[letter]}"


def _marked(found: official.ClassDay) -> dict[UUID, int]:
    return {one: found.place.no for one, pupil in found.pupils.items() if pupil.name}


def _ill(found: list[official.Traced]) -> dict[UUID, int]:
    return {one.row.person_id: one.row.unit_no for one in found if one.pupil.name}


def _form_a(actor: Actor, place: directory.Place, day: dt.date, slot: str) -> Built:
    found = official.class_day(actor, place, day, slot)
    call = found.call
    counted = _("这个时段还没有报。")
    if call:
        counted = _(
            "班级人数 %(enrolled)s · 应到 %(expected)s · 实到 %(present)s · 因病缺勤 %(absent_sick)s"
        ) % vars(call)
    who = _("登记人 %(by)s · 班主任 %(teacher)s") % {"by": found.by, "teacher": found.teacher}
    said = [screening.SYMPTOM_NAMES[code] for code in _FORM_A]
    table = sheets.Table(
        name=_("晨午检登记表"),
        title=_title("a", place),
        above=[f"{day_words(day)} {screening.SLOT_NAMES[slot]} · {counted}", who],
        head=[
            _("编号"), _("姓名"), _("性别"), _("年龄"), _("宿舍"), _("联系电话"), _("是否出勤"),
            *map(str, said), _("其他"), _("是否就诊"), _("初步诊断"),
        ],
        rows=[_line_a(n, mark, found) for n, mark in enumerate(found.marks, 1)],
        below=_foot_a(found),
    )  # fmt: skip
    return table, _marked(found)


def _line_a(n: int, mark: Any, found: official.ClassDay) -> list[sheets.Cell]:
    pupil = found.pupils.get(mark.person_id, official.Pupil())
    row = found.ill.get(mark.person_id)
    codes = {*mark.symptoms, *(("fever",) if mark.fever else ())}
    other = [
        str(screening.SYMPTOM_NAMES[code])
        for code in screening.SYMPTOM_NAMES
        if code in codes - set(_FORM_A)
    ]
    seen = bool(row and (row.stage in ("in_care", "diagnosed") or row.diagnosis))
    return [
        n, pupil.name, words.sex(pupil.sex), pupil.age, pupil.room, pupil.phone,
        str(screening.KIND_NAMES[mark.kind]),
        *(_YES if code in codes else _NO for code in _FORM_A), _("、").join(other),
        _("是") if seen else "", words.diagnosis(row.diagnosis, row.certainty) if row else "",
    ]  # fmt: skip


def _foot_a(found: official.ClassDay) -> list[str]:
    sick = sum(mark.kind in ("absent_sick", "sent_home") for mark in found.marks)
    return [
        _("只登记有异常的学生;一个也没有,也要报。"),
        _("不明原因高热、呼吸急促、剧烈呕吐或腹泻:□无 □有    其他突发公共卫生事件:□无 □有"),
        _(
            "群体性不明原因疾病:□无 □有(班级或宿舍、发病人数、主要症状)    因病缺勤和送回家共 %(n)s 人"
        )
        % {"n": sick},
    ]


def _form_b(actor: Actor, place: directory.Place, day: dt.date, slot: str) -> Built:
    found = official.school_sums(actor, place, day, slot)
    codes = [code for code in screening.SYMPTOM_NAMES if code != "other"]
    names = [str(screening.SYMPTOM_NAMES[code]) for code in codes]
    since = day - official.WINDOW
    rows: list[list[sheets.Cell]] = [
        [
            one.place.name, one.enrolled, one.present, one.sick,
            *(one.today.get(code, 0) for code in codes), *(one.three.get(code, 0) for code in codes),
        ]
        for one in found
    ]  # fmt: skip
    total: list[sheets.Cell] = [
        _("合计"),
        *(sum(int(row[n] or 0) for row in rows) for n in range(1, 4 + 2 * len(codes))),
    ]
    table = sheets.Table(
        name=_("晨午检汇总表"),
        title=_title("b", place),
        above=[
            f"{day_words(day)} {screening.SLOT_NAMES[slot]}",
            _("近 3 日:%(since)s 到 %(day)s,一名学生同一症状只计一次")
            % {"since": day_words(since), "day": day_words(day)},
        ],
        head=[
            _("班级"), _("班级人数"), _("出勤人数"), _("因病缺勤人数"),
            *(_("本日%(what)s") % {"what": name} for name in names),
            *(_("近3日%(what)s") % {"what": name} for name in names),
        ],
        rows=rows,
        total=total,
    )  # fmt: skip
    return table, {}


def _form_c(actor: Actor, place: directory.Place, day: dt.date, slot: str) -> Built:
    found = [
        one
        for one in official.traced(actor, place.interval, day)
        if one.row.absent_since is not None
    ]
    table = sheets.Table(
        name=_("因病缺课追踪记录表"),
        title=_title("c", place),
        above=[_("%(day)s · 因病缺课 %(n)s 人") % {"day": day_words(day), "n": len(found)}],
        head=[
            _("班级"), _("姓名"), _("性别"), _("年龄"), _("家长电话"), _("缺勤原因"), _("就诊"),
            _("发病时间"), _("离校时间"), _("跟踪情况"), _("追踪人"), _("返校时间"),
        ],
        rows=[_line_c(one) for one in found],
        below=[_onset_told()],
    )  # fmt: skip
    return table, _ill(found)


def _line_c(one: official.Traced) -> list[sheets.Cell]:
    row, pupil = one.row, one.pupil
    reason = [
        words.symptoms(row.symptoms, row.fever),
        words.diagnosis(row.diagnosis, row.certainty),
    ]
    back = row.closed_at if row.stage == "returned" else None
    return [
        one.place.name, pupil.name, words.sex(pupil.sex), pupil.age, pupil.phone,
        _(";").join(filter(None, reason)), one.told("clinic"), _iso(row.onset),
        _iso(row.absent_since), words.course(one), one.who("trace"),
        moment(back) if back else _iso(row.back_on),
    ]  # fmt: skip


def _form_d(actor: Actor, place: directory.Place, day: dt.date, slot: str) -> Built:
    found = official.traced(actor, place.interval, day)
    table = sheets.Table(
        name=_("病因排查登记日志"),
        title=_title("d", place),
        above=[day_words(day)],
        head=[
            _("班级"), _("姓名"), _("性别"), _("年龄"), _("主要症状"), _("是否就诊"), _("排查结果"),
            _("排查人"),
        ],
        rows=[_line_d(one) for one in found],
    )  # fmt: skip
    return table, _ill(found)


def _line_d(one: official.Traced) -> list[sheets.Cell]:
    row, pupil = one.row, one.pupil
    clinic = one.told("clinic")
    told = words.diagnosis(row.diagnosis, row.certainty)
    result = one.said("investigate", "finding") or told or _("排查中")
    return [
        one.place.name, pupil.name, words.sex(pupil.sex), pupil.age,
        words.symptoms(row.symptoms, row.fever), _("是 %(where)s") % {"where": clinic} if clinic else "",
        result, one.who("investigate") or one.who("trace"),
    ]  # fmt: skip


def _form_e(actor: Actor, place: directory.Place, day: dt.date, slot: str) -> Built:
    found = official.class_day(actor, place, day, slot)
    table = sheets.Table(
        name=_("健康检查表"),
        title=_title("e", place),
        above=[f"{day_words(day)} {screening.SLOT_NAMES[slot]}"],
        head=[
            _("姓名"), _("性别"), _("班级"), _("学号"), _("类别"), _("电话"), _("体温"),
            _("呼吸道症状"), _("消化道症状"), _("其他不适"),
        ],
        rows=[_line_e(mark, found) for mark in found.marks],
        below=[_("只列有异常的学生;其余都到校、没有不适。")],
    )  # fmt: skip
    return table, _marked(found)


def _line_e(mark: Any, found: official.ClassDay) -> list[sheets.Cell]:
    pupil = found.pupils.get(mark.person_id, official.Pupil())
    warm = mark.retest if mark.retest is not None else mark.temperature
    rest = [code for code in mark.symptoms if code not in _AIRWAY | _GUT]
    return [
        pupil.name, words.sex(pupil.sex), found.place.name, pupil.number, _("学生"), pupil.phone,
        str(warm) if warm is not None else "", _said(mark.symptoms, _AIRWAY), _said(mark.symptoms, _GUT),
        _said(mark.symptoms, set(rest)),
    ]  # fmt: skip


def _said(codes: tuple[str, ...], wanted: set[str]) -> str:
    return _("、").join(str(screening.SYMPTOM_NAMES[code]) for code in codes if code in wanted)


def _form_f(actor: Actor, place: directory.Place, day: dt.date, slot: str) -> Built:
    listed = list(rules.book().diseases)
    found = official.traced(
        actor, place.interval, day, diagnosis__in=listed, certainty__in=("suspected", "confirmed")
    )
    school = directory.place(place.school_id).name
    table = sheets.Table(
        name=_("传染病报告"),
        title=_title("f", place),
        above=[
            day_words(day),
            _("发现传染病或疑似病人,马上报县疾控中心和教育局(N-02,卫办疾控发〔2006〕65号)"),
        ],
        head=[
            _("学校名称"), _("班级"), _("学生姓名"), _("病名"), _("发病时间"), _("隔离治疗情况"),
            _("就诊医院"), _("报告时间"),
        ],
        rows=[_line_f(one, school) for one in found],
        below=[_onset_told()],
    )  # fmt: skip
    return table, _ill(found)


def _line_f(one: official.Traced, school: str) -> list[sheets.Cell]:
    row = one.row
    return [
        school, one.place.name, one.pupil.name, words.diagnosis(row.diagnosis, row.certainty),
        _iso(row.onset), str(STAGE_NAMES[row.stage]), one.told("clinic"), "",
    ]  # fmt: skip


def _onset_told() -> str:
    return _("发病时间是追踪时问到的日期,不是学校发现的日期;还没有问到的空着。")


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


_BUILD: dict[str, Build] = {
    "a": _form_a, "b": _form_b, "c": _form_c, "d": _form_d, "e": _form_e, "f": _form_f,
}  # fmt: skip

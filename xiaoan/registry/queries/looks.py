"""Who looked at a pupil: the pages that were opened, by whom, in which position, the newest first.

A look at a class, or a roster of a school or the county that was taken away, was a look at each pupil who
was on the roll on the day that it showed.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Person
from xiaoan.directory.rules import ancestors
from xiaoan.kernel.actor import Actor
from xiaoan.registry.models import Look
from xiaoan.registry.queries.classes import AROUND

PAGE = 50
# A look at the whole of a unit was a look at whoever was in a class inside it.
OF_ALL_INSIDE = ("roster", "survey_list", "care_sheet")
# Farther back nobody turns the pages, and no history makes the database read and count for long.
DEEPEST = 10_000
PAGES = {
    "life": _l("学生主页"),
    "guardians": _l("监护人"),
    "access": _l("谁能看到"),
    "looks": _l("谁看过"),
    "search": _l("查人结果"),
    "class_list": _l("班级名单"),
    "class_sheet": _l("导出班级名单"),
    "roll_call": _l("班级点名表或结果"),
    "evening": _l("晚检点名表或结果"),
    "roster": _l("导出花名册"),
    "illness": _l("病情记录"),
    "key_person": _l("重点人员记录"),
    "survey": _l("摸排回答"),
    "checks": _l("核实记录"),
    "health_list": _l("健康名单"),
    "missing": _l("未归住宿生"),
    "survey_list": _l("摸排名单"),
    "survey_codes": _l("摸排码纸条"),
    "signal": _l("异常信号计入的人"),
    "sick_list": _l("晨午检异常学生"),
    "watch_list": _l("健康观察名单"),
    "codes_list": _l("邀请码名单"),
    "codes": _l("打印邀请码"),
    "form": _l("因病缺勤表"),
    "key_export": _l("导出重点人员台账"),
    "round": _l("查寝名单"),
    "transfer": _l("转学申请"),
    "due_list": _l("待办清单"),
    "pair": _l("核对是否同一人"),
    "paper": _l("打印点名表"),
    "chooser": _l("在班里选学生"),
    "care": _l("包联记录"),
    "care_list": _l("包联名单"),
    "care_class": _l("班级包联名单"),
    "care_sheet": _l("导出包联台账"),
    "enquiry": _l("家长关于健康的提问"),
}
# The same in the words of a parent.
PAGES_AT_HOME = {
    "life": _l("孩子的资料和在校经历"),
    "guardians": _l("孩子的监护人和电话"),
    "access": _l("谁能看到孩子的资料"),
    "looks": _l("谁看过孩子的资料"),
    "search": _l("查人的结果,里面有孩子"),
    "class_list": _l("孩子所在班的名单"),
    "class_sheet": _l("导出了孩子所在班的名单"),
    "roll_call": _l("孩子所在班的点名表或结果"),
    "evening": _l("孩子所在班的晚检点名表或结果"),
    "roster": _l("导出了孩子所在学校的花名册"),
    "illness": _l("孩子生病的记录"),
    "key_person": _l("孩子的重点人员记录"),
    "survey": _l("摸排时对孩子情况的回答"),
    "checks": _l("对孩子申报的核实"),
    "health_list": _l("健康名单,里面有孩子"),
    "missing": _l("查寝时孩子不在的记录"),
    "survey_list": _l("孩子所在班或学校的摸排名单"),
    "survey_codes": _l("打印的摸排码纸条,里面有孩子"),
    "signal": _l("异常信号计入的人,里面有孩子"),
    "sick_list": _l("晨午检异常学生名单,里面有孩子"),
    "watch_list": _l("健康观察名单,里面有孩子"),
    "codes_list": _l("孩子所在班的邀请码名单"),
    "codes": _l("打印了给家长的邀请码"),
    "form": _l("因病缺勤的登记表,里面有孩子"),
    "key_export": _l("导出了重点人员台账,里面有孩子"),
    "round": _l("孩子寝室的查寝名单"),
    "transfer": _l("孩子的转学申请"),
    "due_list": _l("待办清单,里面有孩子"),
    "pair": _l("导入名单时核对是不是孩子本人"),
    "paper": _l("打印的点名表,里面有孩子"),
    "chooser": _l("在孩子所在的班里选学生"),
    "care": _l("孩子的包联记录"),
    "care_list": _l("包联名单,里面有孩子"),
    "care_class": _l("孩子所在班的包联名单"),
    "care_sheet": _l("导出了包联台账,里面有孩子"),
    "enquiry": _l("您关于孩子健康的提问"),
}
Name = Callable[[UUID, str], str]


@dataclass(frozen=True)
class Stay:
    """A pupil in a class from a day until (not including) another: which looks at the class were at them."""

    person_id: UUID
    unit_no: int
    since: dt.date
    until: dt.date | None
    boarder: bool

    def looks(self) -> Q:
        """The same as `was_seen`, for the database."""
        above = Q(page__in=OF_ALL_INSIDE, unit_no__in=ancestors(self.unit_no))
        wanted = Q(person_id=None, day__gte=self.since) & (Q(unit_no=self.unit_no) | above)
        if self.until:
            listed = Q(page="class_list", day__lt=self.until + AROUND)
            wanted &= Q(day__lt=self.until) | listed
        return wanted if self.boarder else wanted & ~Q(page="evening")

    def was_seen(self, look: Look) -> bool:
        units = ancestors(self.unit_no) if look.page in OF_ALL_INSIDE else (self.unit_no,)
        if look.day is None or look.unit_no not in units or look.day < self.since:
            return False
        if look.page == "evening" and not self.boarder:
            return False
        # A class list also names who left it within the days before.
        after = AROUND if look.page == "class_list" else dt.timedelta(0)
        return self.until is None or look.day < self.until + after


@dataclass(frozen=True)
class Seen:
    """One look at one or more of the pupils asked about. `name` as far as the reader knows the person; the
    position says why they could."""

    people: tuple[UUID, ...]
    who: UUID
    at: dt.datetime
    page: str
    role: str
    place: str
    name: str


@dataclass(frozen=True)
class Seens:
    """A page of looks, and how many there are."""

    rows: list[Seen]
    total: int


def stays(person_ids: Collection[UUID]) -> list[Stay]:
    """Every stretch of days that pupils of the running scope were in a class."""
    people = list(person_ids)
    # By school too: so is the index.
    schools = Person.objects.filter(pk__in=people).values("school_id")
    found = Enrolment.objects.filter(person_id__in=people, school_id__in=schools).order_by("since")
    fields = ("person_id", "unit_no", "since", "until", "boarder")
    return [Stay(*row) for row in found.values_list(*fields)]


def rows(
    person_ids: Collection[UUID], stays: Collection[Stay], offset: int
) -> tuple[list[Look], int]:
    """Looks at pupils of the running scope, and how many there are (at most `DEEPEST` are counted)."""
    wanted = Q(person_id__in=list(person_ids))
    for stay in stays:
        wanted |= stay.looks()
    found = Look.objects.filter(wanted)
    return (
        list(found.order_by("-at", "-id")[offset : offset + PAGE]),
        found[:DEEPEST].count(),
    )


def known_names(actor: Actor, found: list[Look]) -> dict[UUID, str]:
    """Whose names the actor may know anyhow: colleagues, and who stands above."""
    return accounts.names(actor, {one.user_id for one in found})


def shown(
    found: list[Look],
    stays: Collection[Stay],
    known: dict[UUID, str],
    everybody: dict[UUID, str],
    *,
    schools: bool,
) -> list[Seen]:
    """Who is not known by name is shown by the first character, with position and place.

    `schools`: of people at a school only the school is said.
    """
    places = directory.places({one.held_at for one in found})
    if schools:
        homes = {place.school_id for place in places.values() if place.school_id}
        over = directory.places(homes)
        places = {no: over.get(place.school_id, place) for no, place in places.items()}
    return [
        Seen(
            _whom(one, stays), one.user_id, one.at, one.page, one.role,
            places[one.held_at].name if one.held_at in places else "",
            known.get(one.user_id) or f"{everybody.get(one.user_id, '')[:1]}**",
        )
        for one in found
    ]  # fmt: skip


def _whom(look: Look, stays: Collection[Stay]) -> tuple[UUID, ...]:
    if look.person_id:
        return (look.person_id,)
    return tuple(dict.fromkeys(stay.person_id for stay in stays if stay.was_seen(look)))

"""The fictional county 青禾县: townships, schools, grades, classes, with their numbers and sizes.

The county in full has 200,000 pupils and staff, 412 schools and 4,500 classes; smaller ones keep at least
two townships and one school of each kind. Class sizes: kindergarten 25-35, primary 30-50, junior 45-52,
senior 50-55, teaching points 3-15 (the norms of the Ministry of Education are the upper part of these).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from xiaoan.directory import rules as numbering

COUNTY_NAME = "青禾县"
FULL = 200_000
SMALLEST = 2_000
STAFF_SHARE = 0.07
# A grade of so many classes has a head who leads no class.
OWN_HEAD = 4

_TOWNSHIPS = (
    "城关街道", "河口镇", "东湖街道", "石桥镇", "柳林镇", "双溪镇", "白鹤镇", "大坪镇", "清水镇",
    "枫岭镇", "沙湾镇", "云台镇", "马鞍镇", "竹溪乡", "松岗乡", "高坪乡", "三岔乡", "梨园乡",
)  # fmt: skip
# Village names are put together from these; kindergartens of the towns take the last list first.
_HEADS = ("王家", "李家", "张家", "陈家", "周家", "吴家", "杨家", "赵家", "罗家", "何家",
          *"大小上下新老东西南北石白青黄桃")  # fmt: skip
_TAILS = tuple("湾坪塘坝沟岭岗桥井店铺寨冲畈垸园")
_KINDERGARTENS = (
    "阳光", "金色童年", "蓝天", "小太阳", "童心", "七彩", "春苗", "启智", "爱心", "红黄蓝", "育苗",
    "小天使", "晨星", "苗苗", "博雅", "金贝",
)  # fmt: skip
_URBAN = frozenset({"城关街道", "东湖街道"})
# Kind of school → how many in the full county, and how many classes they have together.
_SCHOOLS = {
    "kindergarten": (190, 1200), "primary": (133, 1543), "teaching_point": (45, 135),
    "junior": (30, 900), "nine_year": (3, 63), "senior": (9, 618), "vocational": (1, 32),
    "special": (1, 9),
}  # fmt: skip
# Kind → stage and number of grades, one after the other.
_GRADES = {
    "kindergarten": (("kindergarten", 3),), "primary": (("primary", 6),),
    "teaching_point": (("primary", 3),), "junior": (("junior", 3),),
    "nine_year": (("primary", 6), ("junior", 3)), "senior": (("senior", 3),),
    "vocational": (("senior", 3),), "special": (("primary", 6), ("junior", 3)),
}  # fmt: skip
_GRADE_NAMES = {
    "kindergarten": ("小班", "中班", "大班"),
    "primary": ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级"),
    "junior": ("七年级", "八年级", "九年级"),
    "senior": ("高一", "高二", "高三"),
}
_SIZES = {"kindergarten": (25, 35), "primary": (30, 50), "junior": (45, 52), "senior": (50, 55)}
_OWN_SIZES = {"teaching_point": (3, 15), "special": (5, 10)}
_ENTRANCE_AGE = {"kindergarten": 3, "primary": 6, "junior": 12, "senior": 15}
# How much larger than in the country a school of the towns is.
_TOWN_PULL = {"primary": 2.5, "junior": 1.7}
# The year in which the demonstration's school year begins.
YEAR = 2026


@dataclass(slots=True)
class Class:
    """One class. `age` is how old its pupils turn in the school year's first autumn."""

    index: int
    no: int
    grade_no: int
    name: str
    stage: str
    age: int
    low: int
    high: int
    size: int = 0


@dataclass(slots=True)
class Grade:
    no: int
    name: str
    stage: str
    cohort: int
    classes: list[Class] = field(default_factory=list)


@dataclass(slots=True)
class School:
    """`kind` is the school's stage, except that a vocational school's stage is senior."""

    no: int
    township_no: int
    name: str
    kind: str
    urban: bool
    boarding: bool
    canteen: bool
    grades: list[Grade] = field(default_factory=list)

    @property
    def stage(self) -> str:
        return "senior" if self.kind == "vocational" else self.kind

    @property
    def classes(self) -> list[Class]:
        return [one for grade in self.grades for one in grade.classes]

    @property
    def posts(self) -> int:
        """How many people the roles of the school need (see people.py)."""
        if self.kind == "teaching_point":
            return 2
        heads = sum(len(grade.classes) >= OWN_HEAD for grade in self.grades)
        return 3 + self.canteen + 2 * self.boarding + heads + 2 * len(self.classes)


@dataclass(slots=True)
class Township:
    no: int
    name: str
    urban: bool

    @property
    def short(self) -> str:
        return self.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")


@dataclass(slots=True)
class County:
    """The whole tree. `classes` in the order of their numbers; `pupils` is the sum of their sizes."""

    seed: int
    people: int
    townships: list[Township]
    schools: list[School]
    classes: list[Class]
    pupils: int


def make_county(people: int, seed: int) -> County:
    """The county with `people` pupils and staff; the same for the same seed."""
    if people < SMALLEST:
        raise ValueError(f"a county needs at least {SMALLEST} people, {people} asked for")
    rng = np.random.default_rng([seed, 1])
    share = people / FULL
    count = min(max(2, round(len(_TOWNSHIPS) * share**0.5)), len(_TOWNSHIPS))
    townships = [
        Township(numbering.COUNTY + i * numbering.TOWNSHIP, name, name in _URBAN)
        for i, name in enumerate(_TOWNSHIPS[:count], start=1)
    ]
    pupils = people - round(people * STAFF_SHARE)
    schools = _schools(rng, townships, share)
    _fit_classes(schools, pupils)
    posts = sum(school.posts for school in schools)
    if posts > people - pupils:
        # In a small county the posts are more than 7 %.
        pupils = people - posts
        _fit_classes(schools, pupils)
    classes = _number_classes(schools)
    _fit_sizes(rng, classes, pupils)
    return County(seed, people, townships, schools, classes, pupils)


def _schools(rng: np.random.Generator, townships: list[Township], share: float) -> list[School]:
    """Schools of every kind, spread over the townships, each grade with its number of classes."""
    used = dict.fromkeys((town.no for town in townships), 0)
    namer = _Namer(rng)
    made: list[School] = []
    for kind, (full, classes) in _SCHOOLS.items():
        count = max(1, round(full * share)) + (kind == "kindergarten" and share < 0.02)
        places = _spread(kind, count, townships)
        own = [_open(kind, town, namer, used) for town in places]
        _give_classes(rng, own, round(classes * share))
        made += own
    return sorted(made, key=lambda school: school.no)


def _spread(kind: str, count: int, townships: list[Township]) -> list[Township]:
    """Where the schools of a kind stand: the towns have more of all but the smallest."""
    urban = [town for town in townships if town.urban]
    rural = [town for town in townships if not town.urban] or townships
    if kind in ("senior", "vocational", "special"):
        return [(urban + rural)[i % len(urban + rural[:3])] for i in range(count)]
    if kind in ("teaching_point", "nine_year"):
        return [rural[-1 - i % len(rural)] for i in range(count)]
    # The first of each township, a village's central school among them, then two to the towns.
    ring = townships + urban * 2 + rural
    first = [town for town in townships if not town.urban][:1] if count < len(townships) else []
    return (first + [ring[i % len(ring)] for i in range(count)])[:count]


def _open(kind: str, town: Township, namer: "_Namer", used: dict[int, int]) -> School:
    used[town.no] += 1
    no = town.no + used[town.no] * numbering.SCHOOL
    name, central = namer.name(kind, town)
    boarding = kind in ("senior", "vocational") or (kind == "junior" and not town.urban)
    canteen = kind != "teaching_point" and (kind != "primary" or central)
    school = School(no, town.no, name, kind, town.urban, boarding or kind == "nine_year", canteen)
    index = 0
    for stage, count in _GRADES[kind]:
        for year in range(count):
            grade_no = numbering.grade_no(no, index)
            name = _GRADE_NAMES[stage][year]
            school.grades.append(Grade(grade_no, name, stage, YEAR - year))
            index += 1
    for grade in school.grades:
        _add_class(school, grade)
    return school


def _add_class(school: School, grade: Grade) -> None:
    low, high = _OWN_SIZES.get(school.kind, _SIZES[grade.stage])
    age = _ENTRANCE_AGE[grade.stage] + YEAR - grade.cohort
    grade.classes.append(Class(0, 0, grade.no, "", grade.stage, age, low, high))


def _give_classes(rng: np.random.Generator, schools: list[School], wanted: int) -> None:
    """Parallel classes until the kind has as many as wanted; town schools grow larger."""
    pull = _TOWN_PULL.get(schools[0].kind, 1.2)
    weights = np.array([pull if school.urban else 1.0 for school in schools])
    weights *= np.array([1.0 if school.canteen else 0.5 for school in schools])
    weights *= rng.uniform(0.75, 1.25, len(schools))
    missing = wanted - sum(len(school.classes) for school in schools)
    if schools[0].kind in ("teaching_point", "special") or missing <= 0:
        return
    for at in rng.choice(len(schools), missing, p=weights / weights.sum()).tolist():
        _grow(schools[at])


def _grow(school: School) -> None:
    _add_class(school, min(school.grades, key=lambda grade: len(grade.classes)))


def _shrink(school: School) -> bool:
    grade = max(school.grades, key=lambda grade: (len(grade.classes), grade.no))
    if len(grade.classes) <= _fewest(school):
        return False
    grade.classes.pop()
    return True


def _fewest(school: School) -> int:
    """Classes a grade: two in town and central primaries (the outbreak needs four), else one."""
    return 2 if school.kind == "primary" and school.canteen else 1


def _fit_classes(schools: list[School], pupils: int) -> None:
    """Add or take away classes until `pupils` fit in."""
    for school in schools:
        while min(len(grade.classes) for grade in school.grades) < _fewest(school):
            _grow(school)
    _repeat(schools, lambda: sum(c.low for s in schools for c in s.classes) > pupils, _shrink)
    _repeat(schools, lambda: sum(c.high for s in schools for c in s.classes) < pupils, _grew)


def _grew(school: School) -> bool:
    if school.kind in ("teaching_point", "special"):
        return False
    _grow(school)
    return True


def _repeat(
    schools: list[School], wanted: Callable[[], bool], change: Callable[[School], bool]
) -> None:
    while wanted():
        # Largest schools first; the order is the same each time.
        ranked = sorted(schools, key=lambda s: (-len(s.classes), s.no))
        if not any(change(school) for school in ranked if wanted()):
            raise ValueError("a county of this size cannot be laid out")


def _number_classes(schools: list[School]) -> list[Class]:
    found: list[Class] = []
    for school in schools:
        for grade in school.grades:
            for number, one in enumerate(grade.classes, start=1):
                one.index, one.no = len(found), grade.no + number
                one.name = f"{grade.name}{number}班"
                found.append(one)
    return found


def _fit_sizes(rng: np.random.Generator, classes: list[Class], pupils: int) -> None:
    """Sizes inside each class's bounds that add up to exactly `pupils`."""
    low = np.array([one.low for one in classes])
    high = np.array([one.high for one in classes])
    spread = high - low
    # The share of its span that a class fills, so that the expected sum is right, then the rest by one.
    fill = (pupils - low.sum()) / max(spread.sum(), 1)
    shape = np.clip(rng.normal(fill, 0.18, len(classes)), 0, 1)
    sizes = low + np.round(spread * shape).astype(int)
    while (missing := pupils - int(sizes.sum())) != 0:
        step = 1 if missing > 0 else -1
        free = np.flatnonzero(sizes < high if step > 0 else sizes > low)
        chosen = rng.permutation(free)[: abs(missing)]
        sizes[chosen] += step
    for one, size in zip(classes, sizes.tolist(), strict=True):
        one.size = size


class _Namer:
    """Names of schools; each is given once in the county."""

    def __init__(self, rng: np.random.Generator) -> None:
        villages = [head + tail for head, tail in product(_HEADS, _TAILS)]
        self._villages = iter([villages[i] for i in rng.permutation(len(villages))])
        self._towns = iter(_KINDERGARTENS)
        self._counts: dict[tuple[str, int], int] = {}

    def name(self, kind: str, town: Township) -> tuple[str, bool]:
        """A name, and whether the school is the township's central one."""
        key = (kind, 0 if kind in ("senior", "vocational", "special") else town.no)
        number = self._counts[key] = self._counts.get(key, 0) + 1
        if kind in ("senior", "vocational", "special"):
            return _county_school(kind, number), True
        central = number == 1 or town.urban
        return getattr(self, f"_{kind}")(town, number), central

    def _kindergarten(self, town: Township, number: int) -> str:
        if number == 1:
            return f"{town.name}中心幼儿园"
        if town.urban:
            name = next(self._towns, "")
            return f"{name or town.short + next(self._villages)}幼儿园"
        return f"{town.short}{next(self._villages)}幼儿园"

    def _primary(self, town: Township, number: int) -> str:
        if town.urban:
            return f"{town.short}第{_chinese(number)}小学"
        return f"{town.name}中心小学" if number == 1 else f"{town.short}{next(self._villages)}小学"

    def _teaching_point(self, town: Township, number: int) -> str:
        return f"{town.short}{next(self._villages)}教学点"

    def _junior(self, town: Township, number: int) -> str:
        if town.urban:
            return f"{town.short}第{_chinese(number)}中学"
        return f"{town.name}初级中学" if number == 1 else f"{town.short}第{_chinese(number)}中学"

    def _nine_year(self, town: Township, number: int) -> str:
        return f"{town.short}九年一贯制学校"


def _county_school(kind: str, number: int) -> str:
    if kind == "special":
        return f"{COUNTY_NAME}特殊教育学校"
    if kind == "vocational":
        return f"{COUNTY_NAME}职业中等专业学校"
    return f"{COUNTY_NAME}第{_chinese(number)}高级中学"


def _chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")

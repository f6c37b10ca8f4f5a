"""A seeded roster beside a roll: rows with the mistakes clerks make, and people who are not the same.

Everybody is invented (xiaoan.rehearsal). No row has the ID number of the record: rows that have it
are recognised by it and never come to the rule.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from xiaoan.directory.rules.characters import readings
from xiaoan.directory.rules.identity import check_digit
from xiaoan.directory.rules.matching import Relative, Someone
from xiaoan.rehearsal.geography import make_county
from xiaoan.rehearsal.people import Pupil, make_population

SEED = 2026
PEOPLE = 20_000
# Rows of each kind of mistake, and of each kind of people who are not the same.
EACH = 100
STRANGERS = 1000
COMMON = (
    "子梓浩宇俊嘉文天一泽思明奕睿博景承启皓星云家志瑞逸晨锦昊书振轩豪然杰辰航墨熙霖远哲阳涵城飞铭渊川昕桐恒翔凡"
    "骏诚欣诗雨佳语若紫依梦静雅可心芷艺沐婉清乐楚淑馨雪苏安柔怡妍萱瑶琪汐诺彤琳悦颖宁晴雯莹曦菲蕊溪月岚芸芮茜"
    "涛韬昱羽萌蒙玲灵丽莉洁杰娟鹃慧惠敏闽芳方燕艳红虹霞侠伟玮卫强墙军君勇永超朝鹏朋斌彬波博辉晖刚钢健建明鸣亮靓"
)
# A rare character, and what is typed for it: a part, a neighbour, or one that sounds alike.
INSTEAD = {"赟": "斌", "䶮": "龙", "𫖯": "俯", "燚": "火", "堃": "坤", "喆": "吉", "翀": "冲", "玥": "月",
           "犇": "牛", "骉": "马", "頔": "由", "彧": "或", "昶": "永", "祎": "伟", "濬": "睿"}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of the sheet: its kind, and who on the roll it is (None: nobody)."""

    kind: str
    someone: Someone
    truth: int | None


@dataclass(frozen=True)
class Seeded:
    """The roll, by number, and the rows of a sheet."""

    roll: dict[int, Someone]
    rows: list[Row]


def seeded() -> Seeded:
    rng = random.Random(SEED)  # noqa: S311  # invented people
    pupils = make_population(make_county(PEOPLE, SEED)).pupils
    roll = {pupil.index: record(pupil) for pupil in pupils}
    maker = _Maker(rng, roll, pupils)
    rows: list[Row] = []
    for kind, mistake in MISTAKES.items():
        rows += maker.rows(kind, mistake)
    rows += maker.others()
    return Seeded(roll, rows)


def record(pupil: Pupil) -> Someone:
    relatives = tuple(Relative(one.name, one.phone) for one in pupil.guardians)
    number = pupil.id_number
    return Someone(pupil.name, pupil.birth, pupil.sex, "resident", number, number, relatives)


class _Maker:
    def __init__(self, rng: random.Random, roll: dict[int, Someone], pupils: list[Pupil]) -> None:
        self.rng = rng
        self.roll = roll
        self.pupils = pupils
        self.taken = {one.id_number for one in roll.values()}
        self.phones = iter(range(18800000000, 18899999999))
        self.by_sound: dict[str, list[str]] = {}
        for character in dict.fromkeys(COMMON):
            self.by_sound.setdefault(readings(character)[0], []).append(character)

    def rows(self, kind: str, mistake: "Mistake") -> Iterator[Row]:
        """So many people of the roll as a row with this mistake has them."""
        order = self.rng.sample(sorted(self.roll), len(self.roll))
        made = ((at, mistake(self, self.roll[at])) for at in order)
        some = ((at, row) for at, row in made if row is not None)
        for (at, row), _count in zip(some, range(EACH), strict=False):
            # Three in ten are entered by another guardian with another phone, or without any.
            draw = self.rng.random()
            kin = row.relatives if draw < 0.7 else _strangers(self)[:1] if draw < 0.9 else ()
            yield Row(kind, replace(row, relatives=kin), at)

    def homophone(self, name: str) -> str | None:
        """A character of the given name as another that sounds the same."""
        for at in self.rng.sample(range(1, len(name)), len(name) - 1):
            sounds = readings(name[at])[:1]
            alike = [c for c in self.by_sound.get(sounds[0] if sounds else "", ()) if c != name[at]]
            if alike and "·" not in name:
                return name[:at] + self.rng.choice(alike) + name[at + 1 :]
        return None

    def phone(self) -> str:
        return str(next(self.phones))

    def number(self, someone: Someone) -> str:
        """Another valid number of the same region, day and sex."""
        assert someone.birth_date
        while True:
            serial = self.rng.randrange(1000)
            first = f"{someone.id_number[:6]}{someone.birth_date:%Y%m%d}{serial:03d}"
            number = first + check_digit(first)
            if (serial % 2 == 1) == (someone.sex == "M") and number not in self.taken:
                self.taken.add(number)
                return number

    def others(self) -> Iterator[Row]:
        """Rows of people who are not on the roll, most of them like somebody who is."""
        for kind, other in OTHERS.items():
            for at in self.rng.sample(sorted(self.roll), EACH):
                made = other(self, self.roll[at])
                # One in ten has no document.
                has_one = self.rng.random() < 0.9
                made = with_number(made, self.number(made)) if has_one else without_number(made)
                yield Row(kind, made, None)
        strangers = make_population(make_county(2500, SEED + 1)).pupils[:STRANGERS]
        for pupil in strangers:
            one = record(pupil)
            own = tuple(Relative(relative.name, self.phone()) for relative in one.relatives)
            first = f"990299{pupil.birth:%Y%m%d}{pupil.id_number[14:17]}"
            one = with_number(replace(one, relatives=own), first + check_digit(first))
            yield Row("stranger", one, None)


Mistake = Callable[[_Maker, Someone], Someone | None]


def with_number(someone: Someone, number: str) -> Someone:
    return replace(someone, id_token=number, id_number=number)


def without_number(someone: Someone) -> Someone:
    return replace(someone, id_kind="none", id_token=None, id_number="")


def _homophone(make: _Maker, one: Someone) -> Someone | None:
    name = make.homophone(one.name)
    return without_number(replace(one, name=name)) if name else None


def _id_swapped(make: _Maker, one: Someone) -> Someone | None:
    number = one.id_number
    at = make.rng.choice([n for n in range(6, 16) if number[n] != number[n + 1]])
    return with_number(one, number[:at] + number[at + 1] + number[at] + number[at + 2 :])


def _id_wrong(make: _Maker, one: Someone) -> Someone | None:
    number = list(one.id_number)
    for at in make.rng.sample(range(17), make.rng.randint(1, 2)):
        number[at] = make.rng.choice([d for d in "0123456789" if d != number[at]])
    text = "".join(number)
    return with_number(one, text) if check_digit(text[:17]) != text[17] else None


def _birth_swapped(make: _Maker, one: Someone) -> Someone | None:
    assert one.birth_date
    digits = f"{one.birth_date:%Y%m%d}"
    at = make.rng.randrange(4, 7)
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    return _born(one, swapped)


def _birth_wrong(make: _Maker, one: Someone) -> Someone | None:
    assert one.birth_date
    digits = list(f"{one.birth_date:%Y%m%d}")
    at = make.rng.randrange(3, 8)
    digits[at] = make.rng.choice([d for d in "0123456789" if d != digits[at]])
    return _born(one, "".join(digits))


def _born(one: Someone, digits: str) -> Someone | None:
    try:
        born = dt.datetime.strptime(digits, "%Y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None
    changed = without_number(replace(one, birth_date=born))
    return changed if born != one.birth_date else None


def _rare(_make: _Maker, one: Someone) -> Someone | None:
    for rare, common in INSTEAD.items():
        if rare in one.name:
            return without_number(replace(one, name=one.name.replace(rare, common)))
    return None


def _surname(make: _Maker, one: Someone) -> Someone | None:
    """Now called after the mother, or a stepfather."""
    if "·" in one.name or len(one.name) != 3:
        return None
    other = make.rng.choice("赵钱孙周吴郑冯陈褚卫蒋沈韩")
    return without_number(replace(one, name=other + one.name[1:]))


def _dot(make: _Maker, one: Someone) -> Someone | None:
    if "·" not in one.name:
        return None
    name = make.rng.choice([one.name.replace("·", ""), one.name.split("·")[0]])
    return without_number(replace(one, name=name))


def _two_mistakes(make: _Maker, one: Someone) -> Someone | None:
    name, born = make.homophone(one.name), _birth_swapped(make, one)
    return replace(born, name=name) if name and born else None


def _no_document(_make: _Maker, one: Someone) -> Someone | None:
    return without_number(one)


MISTAKES: dict[str, Mistake] = {
    "homophone": _homophone,
    "ID digits swapped": _id_swapped,
    "ID digits wrong": _id_wrong,
    "birth digits swapped": _birth_swapped,
    "birth digit wrong": _birth_wrong,
    "rare character": _rare,
    "changed surname": _surname,
    "middle dot": _dot,
    "no document": _no_document,
    "homophone and birth date": _two_mistakes,
}


def _twin(make: _Maker, one: Someone) -> Someone:
    return replace(one, name=_another(make, one.name))


def _another(make: _Maker, name: str) -> str:
    """The last character another one: how twins and cousins are named."""
    return name[:-1] + make.rng.choice([c for c in COMMON if c != name[-1]])


def _sibling(make: _Maker, one: Someone) -> Someone:
    assert one.birth_date
    born = one.birth_date - dt.timedelta(days=make.rng.randrange(330, 2000))
    return replace(one, name=_another(make, one.name), birth_date=born)


def _namesake(make: _Maker, one: Someone) -> Someone:
    """Of the same name in the same class."""
    assert one.birth_date
    born = one.birth_date + dt.timedelta(days=make.rng.randrange(2, 300))
    return replace(one, birth_date=born, relatives=_strangers(make))


def _namesake_of_the_day(make: _Maker, one: Someone) -> Someone:
    """Of the same name, born on the same day, of another family."""
    return replace(one, relatives=_strangers(make))


def _strangers(make: _Maker) -> tuple[Relative, ...]:
    names = make.rng.sample(("李国强", "王秀英", "张建军", "刘芳", "陈志伟", "杨丽"), 2)
    return tuple(Relative(name, make.phone()) for name in names)


OTHERS: dict[str, Callable[[_Maker, Someone], Someone]] = {
    "twin": _twin,
    "sibling": _sibling,
    "same name in one class": _namesake,
    "same name and day": _namesake_of_the_day,
}

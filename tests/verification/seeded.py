"""A seeded outside list: rows about people of a roll with the mistakes such lists have, and strangers.

Everybody is invented. `truth` is whom a row is about; None: nobody on the roll.
"""

import datetime as dt
import random
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xiaoan.directory.rules.characters import readings
from xiaoan.directory.rules.identity import check_digit

SEED = 2026
HEADS = ("姓名", "证件号码", "手机", "出生日期", "到访地", "起", "止", "备注")
# What is written for a character of a given name: one that sounds the same, or any other.
COMMON = (
    "子梓浩宇俊嘉文天一泽思明奕睿博景承启皓星云家志瑞逸晨锦昊书振轩豪然杰辰航墨熙霖远哲阳涵城飞铭渊川昕桐恒翔凡"
    "诗雨佳语若紫依梦静雅可心芷艺沐婉清乐楚淑馨雪苏安柔怡妍萱瑶琪汐诺彤琳悦颖宁晴雯莹曦菲蕊溪月岚芸芮茜涛韬昱羽"
)
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁"
STAY = {"到访地": "某市某区", "起": "2026-11-10", "止": "2026-11-15"}


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody on the roll, as far as a list may name them."""

    key: Hashable
    name: str
    birth: dt.date
    id_number: str
    guardian: str
    phone: str


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    cells: dict[str, str]
    truth: Hashable | None


class Maker:
    """Rows of each kind, the same for the same seed and roll."""

    def __init__(self, roll: Sequence[Known], seed: int = SEED) -> None:
        self.rng = random.Random(seed)  # noqa: S311  # invented people
        self.roll = roll
        self.taken = {one.id_number for one in roll}
        self.serial = 0
        self.by_sound: dict[str, list[str]] = {}
        for character in dict.fromkeys(COMMON):
            self.by_sound.setdefault(readings(character)[0], []).append(character)

    def rows(self, each: int, strangers: int) -> list[Row]:
        """`each` of every kind about people of the roll and about who looks like one; then strangers."""
        found: list[Row] = []
        for kind, mistake in ABOUT.items():
            found += self._some(kind, mistake, each, is_true=True)
        for kind, mistake in ALIKE.items():
            found += self._some(kind, mistake, each, is_true=False)
        found += [self.stranger() for _n in range(strangers)]
        self.rng.shuffle(found)
        return found

    def _some(self, kind: str, mistake: "Mistake", wanted: int, *, is_true: bool) -> Iterator[Row]:
        left = wanted
        while left:
            one = self.rng.choice(self.roll)
            cells = mistake(self, one)
            if cells is not None:
                yield Row(kind, cells, one.key if is_true else None)
                left -= 1

    def stranger(self) -> Row:
        """Nobody on the roll: with a number and a telephone of their own."""
        birth = dt.date(2006, 1, 1) + dt.timedelta(days=self.rng.randrange(14 * 365))
        given = "".join(self.rng.choice(COMMON) for _n in range(self.rng.choice((1, 2, 2, 2))))
        cells = {
            "姓名": self.rng.choice(SURNAMES) + given,
            "证件号码": self.number(birth),
            "手机": self.phone(),
        }
        return Row("stranger", cells, None)

    def number(self, birth: dt.date) -> str:
        """A valid number that nobody on the roll has."""
        while True:
            first = (
                f"9901{self.rng.randrange(1, 30):02d}{birth:%Y%m%d}{self.rng.randrange(1000):03d}"
            )
            number = first + check_digit(first)
            if number not in self.taken:
                self.taken.add(number)
                return number

    def phone(self) -> str:
        self.serial += 1
        return f"188{self.serial:08d}"

    def homophone(self, name: str) -> str | None:
        """A character of the given name as another that sounds the same."""
        for at in self.rng.sample(range(1, len(name)), len(name) - 1):
            sounds = readings(name[at])[:1]
            alike = [c for c in self.by_sound.get(sounds[0] if sounds else "", ()) if c != name[at]]
            if alike and "·" not in name:
                return name[:at] + self.rng.choice(alike) + name[at + 1 :]
        return None

    def other_character(self, name: str) -> str | None:
        """A character of the given name as one that sounds otherwise."""
        if len(name) < 3 or "·" in name:
            return None
        at = self.rng.randrange(1, len(name))
        other = self.rng.choice(COMMON)
        if set(readings(other)) & set(readings(name[at])):
            return None
        return name[:at] + other + name[at + 1 :]

    def wrong_digit(self, number: str) -> str:
        """One of the seventeen digits is another: the check digit does not fit any more."""
        at = self.rng.randrange(17)
        digit = self.rng.choice([d for d in "0123456789" if d != number[at]])
        return number[:at] + digit + number[at + 1 :]


Mistake = Callable[[Maker, Known], dict[str, str] | None]


def _named(name: str | None, **cells: str) -> dict[str, str] | None:
    return {"姓名": name, **cells} if name else None


def _swapped_digits(_maker: Maker, one: Known) -> dict[str, str] | None:
    at = _maker.rng.randrange(6, 16)
    number = one.id_number
    if number[at] == number[at + 1]:
        return None
    wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return _named(one.name, 证件号码=wrong)


def _swapped_birth(_maker: Maker, one: Known) -> dict[str, str] | None:
    if one.birth.day > 12 or one.birth.day == one.birth.month:
        return None
    swapped = one.birth.replace(month=one.birth.day, day=one.birth.month)
    return _named(one.name, 出生日期=swapped.isoformat())


def _birth_digit(maker: Maker, one: Known) -> dict[str, str]:
    wrong = one.birth + dt.timedelta(days=maker.rng.choice((-10, -1, 1, 10)))
    return {"姓名": one.name, "出生日期": wrong.isoformat()}


def _spaced(number: str) -> str:
    return f" {number[:6]} {number[6:14]} {number[14:].lower()} "


ABOUT: dict[str, Mistake] = {
    "number right": lambda _m, k: _named(k.name, 证件号码=k.id_number, 手机=k.phone),
    "number with spaces": lambda _m, k: _named(k.name, 证件号码=_spaced(k.id_number)),
    "number right, name sounds alike": lambda m, k: _named(
        m.homophone(k.name), 证件号码=k.id_number
    ),
    "number right, other character": lambda m, k: _named(
        m.other_character(k.name), 证件号码=k.id_number
    ),
    "digit wrong, telephone right": lambda m, k: _named(
        k.name, 证件号码=m.wrong_digit(k.id_number), 手机=k.phone
    ),
    "digit wrong, no telephone": lambda m, k: _named(k.name, 证件号码=m.wrong_digit(k.id_number)),
    "digits swapped, no telephone": _swapped_digits,
    "telephone and name": lambda _m, k: _named(k.name, 手机=f"+86 {k.phone[:3]}-{k.phone[3:]}"),
    "telephone, name sounds alike": lambda m, k: _named(m.homophone(k.name), 手机=k.phone),
    "telephone, other character": lambda m, k: _named(m.other_character(k.name), 手机=k.phone),
    "guardian's telephone and name": lambda _m, k: _named(k.guardian, 手机=k.phone),
    "name and birth date": lambda _m, k: _named(k.name, 出生日期=f"{k.birth:%Y/%m/%d}"),
    "name sounds alike, birth date": lambda m, k: _named(
        m.homophone(k.name), 出生日期=k.birth.isoformat()
    ),
    "name, day and month swapped": _swapped_birth,
    "name, birth date a little wrong": _birth_digit,
}
# Who is not on the roll and looks like somebody who is.
ALIKE: dict[str, Mistake] = {
    "same name, other number": lambda m, k: _named(k.name, 证件号码=m.number(k.birth)),
    "same name and day, other number": lambda m, k: _named(
        k.name, 证件号码=m.number(k.birth), 手机=m.phone()
    ),
    "twin with a number": lambda m, k: _named(
        m.other_character(k.name), 证件号码=m.number(k.birth), 手机=k.phone
    ),
    "telephone given to another": lambda m, k: _named(
        m.rng.choice(SURNAMES) + m.rng.choice(COMMON) + m.rng.choice(COMMON), 手机=k.phone
    ),
    "stranger without number": lambda m, _k: _named(
        m.rng.choice(SURNAMES) + m.rng.choice(COMMON) + m.rng.choice(COMMON),
        出生日期=(dt.date(2008, 1, 1) + dt.timedelta(days=m.rng.randrange(12 * 365))).isoformat(),
    ),
}


@dataclass
class Measured:
    """Of rows about somebody, how many were found; of pairs told, how many are right."""

    true: int = 0
    found: int = 0
    told: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.true if self.true else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 1.0


def measure(
    rows: Sequence[Row], pairs: Sequence[tuple[int, Hashable, str]], homes: Callable[[Any], Any]
) -> tuple[Measured, Measured, dict[str, tuple[int, int, int, int]]]:
    """All that was told, what was told as certain, and by kind: rows, certain, doubtful, wrong.

    `pairs`: place of the row, whom, grade. A guardian's row is right about every child of that home
    (`homes`: what tells two children of one home).
    """
    told: dict[int, list[tuple[Hashable, str]]] = {}
    for at, who, grade in pairs:
        told.setdefault(at, []).append((who, grade))
    every, certain = Measured(), Measured()
    kinds: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        found = told.get(at, [])
        right = [g for who, g in found if row.truth is not None and homes(who) == homes(row.truth)]
        sure = [g for g in right if g != "doubtful"]
        for one, all_told, all_right in (
            (every, found, right),
            (certain, [f for f in found if f[1] != "doubtful"], sure),
        ):
            one.true += row.truth is not None
            one.found += bool(all_right)
            one.told += len(all_told)
            one.right += len(all_right)
        tally = kinds.setdefault(row.kind, [0, 0, 0, 0])
        tally[0] += 1
        tally[1] += bool(sure)
        tally[2] += bool(right) and not sure
        tally[3] += len(found) > len(right)
    return every, certain, {kind: tuple(counts) for kind, counts in kinds.items()}  # type: ignore[misc]  # four each

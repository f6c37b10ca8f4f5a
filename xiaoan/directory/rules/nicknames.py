"""Whom a name on a platform means ("王小明(五1)", "05王小明妈妈"); what is in doubt a person decides."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

_BRACKETS = re.compile(r"[(\[{【<].*?[)\]}】>]")
_CLASS = re.compile(
    r"(?:[一二三四五六七八九十\d]+年级)?\(?[一二三四五六七八九十\d]+\)?班|[一二三四五六七八九十\d]+年级"
)
_NOISE = re.compile(r"[\s\-_·.,。,、|/\\+:~*#@]+")


@dataclass(frozen=True)
class OnRoll:
    """A pupil as names are held against: `pinyin` all readings, `kin` the guardians' names."""

    person_id: UUID
    name: str
    seat: int
    pinyin: str = ""
    kin: tuple[str, ...] = ()


# Between a name and the account it came with, in a name that waits or was settled; no plain name has it.
AT = "@"


def with_account(name: str, account: str) -> str:
    """A plain name with the account beside it, as it is remembered."""
    return f"{name}{AT}{account}"


def account_in(remembered: str) -> str:
    """The account of a remembered name; "" for a name alone."""
    return remembered.partition(AT)[2]


def plain(text: str) -> str:
    """Full width narrowed, spaces and punctuation gone."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).strip())


def bare(text: str) -> str:
    """Without what stands in brackets, the class, digits."""
    said = _BRACKETS.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"\d+", "", plain(_CLASS.sub("", said)))


# What stands beside a pupil's name and changes nothing of whom it means.
_BESIDE = re.compile(
    r"^(?:我是|学生|同学|小组长|组长|班长)|(?:的?(?:妈妈|爸爸|妈咪|爸|妈|母亲|父亲|家长|爷爷|奶奶|外公|外婆|姥姥|姥爷|"
    r"姐姐|哥哥|姐|哥|姑姑|姑|阿姨|姨|叔叔|舅舅)|(?:同学|学生|组长|班长|本人|手机|平板|电脑|[0-9]*号))+$"
)
_CUT = re.compile(r"[\s\-_·.,。,、|/\\+:~*#@()\[\]{}【】<>《》\"'“”A-Za-z]+")


def _parts(written: str) -> set[str]:
    """The words that a nickname is made of, without kinship and class: a name inside a longer word is none of
    them, so that 王小 is not found in 王小明, who may be of another class."""
    said = _CLASS.sub(" ", unicodedata.normalize("NFKC", written))
    words = [one for one in _CUT.split(said) if one]
    words += [part for one in words for part in re.split(r"\d+", one) if part]
    whole = bare(written)
    return {*words, whole, *(_BESIDE.sub("", one) for one in [*words, whole])}


def match(written: str, roll: Collection[OnRoll], known: Mapping[str, UUID | None]) -> UUID | None:
    """The one pupil that a name surely means; None: nobody surely. `known`: what people have decided."""
    said = plain(written)
    if said in known:
        return known[said]
    for wanted in (said, bare(written)):
        exact = [one for one in roll if one.name == wanted]
        if len(exact) == 1:
            return exact[0].person_id
        if exact:
            return _by_seat(written, exact)
    parts = _parts(written)
    inside = [one for one in roll if len(one.name) > 1 and one.name in parts]
    longest = [
        one for one in inside if not any(one.name != o.name and one.name in o.name for o in inside)
    ]
    if len(longest) == 1:
        return longest[0].person_id
    if longest:
        return _by_seat(written, longest) if len({one.name for one in longest}) == 1 else None
    kin = [one for one in roll if bare(written) in one.kin and len(bare(written)) > 1]
    return kin[0].person_id if len(kin) == 1 else None


def _by_seat(written: str, found: list[OnRoll]) -> UUID | None:
    numbers = {int(text) for text in re.findall(r"\d+", unicodedata.normalize("NFKC", written))}
    seated = [one for one in found if one.seat in numbers]
    return seated[0].person_id if len(seated) == 1 else None


def candidates(written: str, roll: Collection[OnRoll]) -> list[OnRoll]:
    """Who might be meant, the likeliest first, at most five: given name inside, guardian, near miss, seat."""
    said, core = plain(written), bare(written)
    numbers = {int(text) for text in re.findall(r"\d+", said)}

    def likeness(one: OnRoll) -> int:
        points = 0
        if len(one.name) > 1 and one.name[1:] in said:
            points += 4 if len(one.name) > 2 else 2
        if any(kin in said for kin in one.kin if len(kin) > 1):
            points += 4
        if (
            len(core) == len(one.name)
            and sum(a != b for a, b in zip(core, one.name, strict=True)) == 1
        ):
            points += 3
        if core.isascii() and len(core) > 2 and core.lower() in one.pinyin:
            points += 5
        if core and one.seat in numbers:
            points += 1
        return points

    found = sorted(roll, key=lambda one: (-likeness(one), one.seat))
    return [one for one in found if likeness(one) > 0][:5]

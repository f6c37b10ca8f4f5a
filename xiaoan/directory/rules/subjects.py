"""Subjects of lessons and homework: one list of codes for the whole product (data/subjects-cn.toml)."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Subject:
    """A subject: its code, how it is called, the stages that have it, other ways to write it."""

    code: str
    name: str
    stages: tuple[str, ...]
    also: tuple[str, ...]


def _read() -> tuple[Subject, ...]:
    text = files("xiaoan.directory").joinpath("data/subjects-cn.toml").read_text(encoding="utf-8")
    return tuple(
        Subject(code, one["name"], tuple(one["stages"]), tuple(one["also"]))
        for code, one in tomllib.loads(text)["subject"].items()
    )


SUBJECTS = _read()
CODES = tuple(one.code for one in SUBJECTS)
_KNOWN = {written: one.code for one in SUBJECTS for written in (one.code, one.name, *one.also)}


def subject_of(written: str) -> str:
    """The code of what somebody wrote for a subject; "" for what is none of them."""
    bare = "".join(written.split()).removesuffix("课")
    return _KNOWN.get(bare, "")

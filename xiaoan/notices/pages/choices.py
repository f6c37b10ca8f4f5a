"""What the form of a draft lets choose: units below the office, stages, grades, posts, key groups, lists."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.keypersons import queries as keypersons
from xiaoan.notices import queries, rules
from xiaoan.notices.queries import lists
from xiaoan.notices.queries.words import WHO_NAMES

_BELOW = {
    "county": ("township", "school"),
    "township": ("school",),
    "school": ("grade", "class"),
    "grade": ("class",),
    "class": (),
}


def tree(office: queries.Office, chosen: Collection[int]) -> list[dict[str, Any]]:
    """The office itself, and two levels under it: townships with schools, grades with classes."""
    branches = [
        {
            "no": office.no, "name": office.name, "ticked": office.no in chosen, "below": [],
            "open": False,
        }
    ]  # fmt: skip
    by_no: dict[int, dict[str, Any]] = {}
    for one in directory.places_inside((office.no, office.end), *_BELOW[office.kind]):
        if one.no == office.no:
            continue
        leaf = {"no": one.no, "name": one.name, "ticked": one.no in chosen}
        above = by_no.get(one.parent_no or 0)
        if above is not None:
            above["below"].append(leaf)
            above["open"] = above["open"] or leaf["ticked"]
        else:
            by_no[one.no] = {**leaf, "below": [], "open": False}
            branches.append(by_no[one.no])
    return branches


def chips(found: Collection[tuple[str, Any]], chosen: Collection[str]) -> list[dict[str, Any]]:
    return [{"code": code, "words": words, "ticked": code in chosen} for code, words in found]


def part(actor: Actor, office: queries.Office, one: rules.Part, n: int) -> dict[str, Any]:
    """One part with everything that can be chosen in it."""
    kept = [(str(found.id), found.name) for found in lists.lists(actor, (office.no, office.end))]
    packs = keypersons.pack_in_force(actor, clock.today()).categories
    return {
        "n": n,
        "no_text": str(n), "no": n + 1, "tree": tree(office, one.units),
        "who": chips([(code, WHO_NAMES[code]) for code in office.who], one.who),
        "filters": _filters(office, one, [(c.code, c.name) for c in packs], kept),
        "is_open": bool(one.stages or one.grades or one.groups or one.roles or one.lists),
    }  # fmt: skip


def _filters(
    office: queries.Office,
    one: rules.Part,
    groups: list[tuple[str, Any]],
    kept: list[tuple[str, str]],
) -> list[dict[str, Any]]:
    """What narrows a part, each only where there is something to choose."""
    wide = office.kind in ("county", "township")
    found = (
        ("stages", _("学段"), _stages(office) if wide else [], one.stages),
        ("grades", _("年级"), _grades(office) if wide else [], one.grades),
        ("groups", _("重点人员(只用于家长)"), groups, one.groups),
        ("roles", _("岗位(只用于教职工)"), _roles(office), one.roles),
        ("lists", _("名单"), kept, one.lists),
    )
    return [
        {"key": key, "words": words, "chips": chips(choices, chosen)}
        for key, words, choices, chosen in found
    ]


def _roles(office: queries.Office) -> list[tuple[str, Any]]:
    if "staff" not in office.who:
        return []
    return [(code, words) for code, words in ROLE_NAMES.items() if code != "guardian"]


def _stages(office: queries.Office) -> list[tuple[str, Any]]:
    found = {one.stage for one in directory.places_inside((office.no, office.end), "class")}
    return [(code, words) for code, words in directory.STAGE_NAMES.items() if code in found]


def _grades(office: queries.Office) -> list[tuple[str, Any]]:
    found = directory.places_inside((office.no, office.end), "grade")
    return [(name, name) for name in dict.fromkeys(one.name for one in found)]

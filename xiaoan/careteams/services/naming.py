"""Who is meant by what a ledger calls a carer; cadres whom nobody has listed yet are asked about."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.careteams.queries import sheets
from xiaoan.careteams.queries.ledger import Carers
from xiaoan.careteams.queries.sheets import key
from xiaoan.careteams.rules import Carer, Person
from xiaoan.careteams.services.listing import LONGEST_NAME
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import identity
from xiaoan.kernel import said


class NotSo(Exception):  # no error: a cell that cannot be taken, and how to mend it
    """`column`: where it is wrong, if not in the cell itself."""

    def __init__(self, sentence: str, column: str = "") -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True)
class Cadre:
    """Somebody whom a sheet names and nobody has listed: for which role, of which units, from which row."""

    id: UUID
    role: str
    name: str
    post: str
    phone: str
    row: int
    units: frozenset[int]


class Naming:
    """Finds the carers of one sheet."""

    def __init__(self, sheet_id: UUID, carers: Carers, staff: Collection[str]) -> None:
        self._sheet_id, self._carers, self._staff = sheet_id, carers, staff
        self.cadres: dict[UUID, Cadre] = {}

    def carer(self, row: int, person: Person, role: str, text: str, post: str, phone: str) -> Carer:
        """The carer that a cell names; NotSo: nobody, or one of several."""
        current = self._carers.current.get((person.id, role))
        found = self._called(text, post, role, person)
        if current in found:
            return current
        if not found and self._carers.is_shown_as(current, text) and current is not None:
            return current
        if len(found) > 1:
            found = self._carers.of_rule(found, role, person)
            if len(found) != 1:
                raise NotSo(_("不止一个人叫这个名字。请在姓名后写明职务,如:张三(年级组长)。"))
        if found:
            return found[0]
        return self._nobody(row, person, role, text, (post, phone))

    def _called(self, text: str, post: str, role: str, person: Person) -> list[Carer]:
        found = self._carers.called(text, role, person)
        if not post or role == "guardian":
            return found
        exact = [who for who in found if key(f"{text}{post}") in self._carers.keys_of(who)]
        if exact:
            return exact
        listed = [who for who in found if who.kind == "listed"]
        if listed and len(listed) == len(found):
            shown = self._carers.shown[listed[0]]
            raise NotSo(
                _("名单上登记的是“%(shown)s”,职务与表上不同。是同一个人,请照写;不是,请先登记。")
                % {"shown": shown}
            )
        return found

    def _nobody(
        self, row: int, person: Person, role: str, text: str, more: tuple[str, str]
    ) -> Carer:
        if role == "guardian":
            raise NotSo(_("不是花名册上登记的监护人。请先在学生资料里登记,或清空。"))
        if self._carers.anywhere(text):
            raise NotSo(_("这个人的岗位管不到这名学生(或教职工)。请另选,或先调整岗位。"))
        if key(text) in self._staff:
            raise NotSo(_("是本校教职工,但没有账号。请先邀请开通账号。"))
        if role not in sheets.LISTING:
            raise NotSo(_("本校没有这个人的账号,也没有登记在这个角色名下。请核对姓名,或先登记。"))
        return self._listable(row, person, role, text, more)

    def _listable(
        self, row: int, person: Person, role: str, text: str, more: tuple[str, str]
    ) -> Carer:
        """Somebody to be listed, if whoever confirms says so; the same in every row."""
        name, post = _split(text)
        post = more[0] or post
        called, phone = identity.read_name(name), more[1]
        if not isinstance(called, str):
            raise NotSo(directory.fault_sentence(called.code, called.values))
        if max(len(called), len(post)) > LONGEST_NAME:
            raise NotSo(_("请填姓名,姓名和职务各不超过 40 个字。"))
        number = identity.read_phone(phone) if phone else ""
        if not isinstance(number, str):
            raise NotSo(_("电话号码不对,请核对。"))
        pk = said.second_id(self._sheet_id, said.fingerprint(role, key(called), key(post)))
        known = self.cadres.get(pk) or Cadre(pk, role, called, post, number, row, frozenset())
        if known.phone and number and known.phone != number:
            raise NotSo(_("电话与第 %(row)s 行同一个人的不同。请核对。") % {"row": known.row})
        self.cadres[pk] = replace(
            known, phone=known.phone or number, units=known.units | {person.unit_no}
        )
        return Carer("listed", pk)


def _split(text: str) -> tuple[str, str]:
    """Name and post of `李四(村支书)` or `李四 村支书`; a space inside a name of two characters is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.endswith(")") and "(" in plain:
        name, _bracket, post = plain[:-1].partition("(")
        return name.strip(), post.strip()
    name, _space, post = plain.partition(" ")
    return (name, post.strip()) if len(name) > 1 and len(post) > 1 else (plain, "")

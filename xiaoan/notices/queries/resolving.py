"""Whom an audience is today: by set, in one statement, whatever its size. Everybody once.

Asked as the system (`everywhere`): a guardian's account may lie under another school. Only counts leave here,
and what `services.sending` writes down.
"""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.scope import everywhere
from xiaoan.notices import rules

# Pupils of one part. An enrolment of today; the unit by its hull first, so that the index is used.
_PUPILS = """
select e.person_id, e.school_id, e.unit_no from directory_enrolment e {joins}
where e.since <= %(day)s and (e.until is null or e.until > %(day)s)
  and e.unit_no >= %(lo_{n})s and e.unit_no < %(hi_{n})s and %(ranges_{n})s::int4multirange @> e.unit_no
  {more}
"""
_CLASS = "join directory_unit c on c.no = e.unit_no"
_GRADE = "join directory_unit r on r.no = c.parent_no"
_STAGES = "and c.stage = any(%(stages_{n})s)"
_GRADES = "and r.name = any(%(grades_{n})s)"
_NOT_GRADES = "and not (r.name = any(%(not_grades_{n})s))"
_GROUPS = """and exists (select 1 from keypersons_key_person k where k.person_id = e.person_id
  and k.school_id = e.school_id and k.state = 'open' and k.category = any(%(groups_{n})s))"""
_LISTS = """and exists (select 1 from notices_member m where m.person_id = {who}
  and m.list_id = any(%(lists_{n})s::uuid[]))"""
_STAFF = """
select g.user_id, case when g.school_id = 0 then g.unit_no else g.school_id end as unit_no, g.school_id
from accounts_grant g join accounts_user u on u.id = g.user_id and u.is_active {joins}
where g.role <> 'guardian' and g.since <= %(day)s and (g.until is null or g.until > %(day)s)
  and g.unit_no >= %(lo_{n})s and g.unit_no < %(hi_{n})s and %(ranges_{n})s::int4multirange @> g.unit_no
  {more}
"""
_POST = "join directory_unit c on c.no = g.unit_no left join directory_unit r on r.no = c.parent_no"
_ROLES = "and g.role = any(%(roles_{n})s)"
_POST_STAGES = (
    "and coalesce(nullif(c.stage, ''), (select s.stage from directory_unit s where s.no = g.school_id)) "
    "= any(%(stages_{n})s)"
)
_POST_GRADES = "and (c.name = any(%(grades_{n})s) or r.name = any(%(grades_{n})s))"
_TOLD_FAMILIES = """select f.person_id, f.school_id, f.unit_no from notices_family f
where f.notice_id = %(corrects)s"""
_TOLD_STAFF = """select r.user_id, r.unit_no, r.school_id from notices_recipient r
join accounts_user u on u.id = r.user_id and u.is_active
where r.notice_id = %(corrects)s and r.kind = 'staff'"""
_WITHOUT = "not (%(without)s::int4multirange @> x.unit_no)"
_WITHOUT_LISTS = """not exists (select 1 from notices_member m where m.person_id = x.{who}
  and m.list_id = any(%(without_lists)s::uuid[]))"""

# Guardians who hold it today and may see. An account is bound to an entry of the roster by the name there
# (accounts.queries.BOUND); one that was opened by a command is bound to none. A guardian of several children
# is one: by the account, else by phone and name.
_EVERYBODY = """
with pupils as materialized (
  select distinct on (person_id) * from ({pupils}) x where {without_pupils}
  order by person_id, unit_no desc),
wards as materialized (
  select w.school_id, w.person_id, w.user_id, b.name
  from pupils p join accounts_ward w on w.school_id = p.school_id and w.person_id = p.person_id
  join accounts_user u on u.id = w.user_id and u.is_active
  left join directory_guardian b on b.id = w.guardian_id
),
guards as materialized (
  select p.person_id, p.unit_no, g.id as guardian_id, g.phone_index, g.name, g.may_be_called, w.user_id
  from pupils p
  join directory_guardian g on g.school_id = p.school_id and g.person_id = p.person_id and g.may_see
    and (g.since is null or g.since <= %(day)s) and (g.until is null or g.until > %(day)s)
  left join wards w on w.school_id = p.school_id and w.person_id = p.person_id and w.name = g.name
  union all
  select p.person_id, p.unit_no, null, null, null, false, w.user_id
  from pupils p join wards w on w.school_id = p.school_id and w.person_id = p.person_id and w.name is null
),
keyed as materialized (
  select g.*, coalesce(
    user_id, case when phone_index is not null
      then (min(user_id::text) over (partition by phone_index, name))::uuid end,
    md5(encode(phone_index, 'hex') || name)::uuid) as key
  from guards g
),
parents as materialized (
  select key, min(unit_no) as unit_no, min(user_id::text)::uuid as user_id,
    min(guardian_id::text)::uuid as guardian_id, array_agg(distinct person_id) as pupils
  from keyed group by key
),
families as materialized (
  select p.person_id, p.school_id, p.unit_no, coalesce(f.has_account, false) as has_account,
    coalesce(f.has_phone, false) as has_phone
  from pupils p left join (
    select person_id, bool_or(has_account) as has_account, bool_or(may_be_called) as has_phone
    from (
      select person_id, may_be_called, bool_or(user_id is not null) over (partition by key) as has_account
      from keyed) k group by 1) f using (person_id)
),
staff as materialized (
  select user_id, min(unit_no) as unit_no from ({staff}) x where {without_staff} group by user_id
)
"""
_COUNT = """
select (select count(*) from parents) + (select count(*) from staff s where not exists (
    select 1 from parents p where p.user_id = s.user_id)),
  (select count(*) from parents), (select count(*) from parents where user_id is not null),
  count(*), count(*) filter (where has_account), count(*) filter (where has_phone and not has_account),
  (select count(*) from staff), (select count(*) from (
    select school_id from families union
    select unit_no - unit_no %% 4096 from staff where unit_no %% 524288 >= 4096) s)
from families
"""
_NONE = "select null::uuid as person_id, 0 as school_id, 0 as unit_no where false"
_NO_STAFF = "select null::uuid as user_id, 0 as unit_no, 0 as school_id where false"


@dataclass(frozen=True)
class Counted:
    """Whom an audience is. A family is that of one pupil; `phone_only`: nobody of it has an account.

    `people`: human beings, each once; `guardians` and `staff` among them (who is both is counted in both).
    """

    people: int
    guardians: int
    guardians_with_account: int
    families: int
    with_account: int
    phone_only: int
    staff: int
    schools: int

    @property
    def unreachable(self) -> int:
        """Families with neither account nor phone."""
        return self.families - self.with_account - self.phone_only

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def count(audience: rules.Audience, corrects_id: UUID | None = None) -> Counted:
    """How many are meant today, and how many of them can be reached in which way. Nothing is written."""
    sql, given = statement(audience, corrects_id)
    with everywhere("notices"):
        return Counted(*fetched(audience, sql + _COUNT, given))


def fetched(audience: rules.Audience, sql: str, given: dict[str, Any]) -> tuple[Any, ...]:
    """The one row of a statement about an audience. Under row security the planner takes any table for a few
    rows, and would look up each of 350,000 guardians one by one: beyond a school it joins by hashing."""
    wide = any(_width(part.units) > numbering.SCHOOL for part in audience.parts)
    with connection.cursor() as cursor:
        if wide:
            cursor.execute("set local enable_nestloop = off")
        cursor.execute(sql, given)
        row = cursor.fetchone()
        if wide:
            cursor.execute("set local enable_nestloop = on")
    return tuple(row)


def _width(units: tuple[int, ...]) -> int:
    places = directory.places(units).values()
    return max((one.end for one in places), default=0) - min((one.no for one in places), default=0)


def statement(
    audience: rules.Audience, corrects_id: UUID | None = None
) -> tuple[str, dict[str, Any]]:
    """The common table expressions `parents`, `families`, `staff` of an audience, and their values. With a
    notice that is put right, whoever that one addressed too."""
    given: dict[str, Any] = {"day": clock.today(), "without": _multirange(audience.without_units)}
    pupils, staff = [], []
    for n, part in enumerate(audience.parts):
        given |= _values(part, n)
        if "families" in part.who:
            pupils.append(_pupils(part, n))
        if "staff" in part.who and not part.groups:
            staff.append(_staff(part, n))
    if corrects_id:
        given["corrects"] = corrects_id
        pupils.append(_TOLD_FAMILIES)
        staff.append(_TOLD_STAFF)
    without = [_WITHOUT]
    if audience.without_lists:
        given["without_lists"] = [UUID(one) for one in audience.without_lists]
        without.append(_WITHOUT_LISTS)
    sql = _EVERYBODY.format(
        pupils=" union all ".join(pupils) or _NONE, staff=" union all ".join(staff) or _NO_STAFF,
        without_pupils=" and ".join(without).format(who="person_id"),
        without_staff=" and ".join(without).format(who="user_id"),
    )  # fmt: skip
    return sql, given


_FIRST = """
select unit_no from ({pupils}) x where {without} order by unit_no limit 1
"""


def first_class(audience: rules.Audience) -> int | None:
    """The number of the first class that somebody's family is meant of, all filters held; None where nobody's
    is. For the example in a preview."""
    given: dict[str, Any] = {"day": clock.today(), "without": _multirange(audience.without_units)}
    pupils = [_pupils(one, n) for n, one in enumerate(audience.parts) if "families" in one.who]
    if not pupils:
        return None
    for n, one in enumerate(audience.parts):
        given |= _values(one, n)
    without = [_WITHOUT]
    if audience.without_lists:
        given["without_lists"] = [UUID(one) for one in audience.without_lists]
        without.append(_WITHOUT_LISTS)
    said = " and ".join(without).format(who="person_id")
    sql = _FIRST.format(pupils=" union all ".join(pupils), without=said)
    with everywhere("notices"), connection.cursor() as cursor:
        cursor.execute(sql, given)
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _values(part: rules.Part, n: int) -> dict[str, Any]:
    places = directory.places(part.units).values()
    return {
        f"lo_{n}": min((one.no for one in places), default=0),
        f"hi_{n}": max((one.end for one in places), default=0),
        f"ranges_{n}": _multirange(part.units), f"stages_{n}": list(part.stages),
        f"grades_{n}": list(part.grades),
        f"not_grades_{n}": list(part.without_grades), f"groups_{n}": list(part.groups),
        f"roles_{n}": list(part.roles), f"lists_{n}": [UUID(one) for one in part.lists],
    }  # fmt: skip


def _multirange(units: tuple[int, ...]) -> str:
    found = directory.places(units).values()
    return "{" + ",".join(f"[{one.no},{one.end})" for one in found) + "}"


def _pupils(part: rules.Part, n: int) -> str:
    by_grade = part.grades or part.without_grades
    joins = [_CLASS] if part.stages or by_grade else []
    joins += [_GRADE] if by_grade else []
    more = [
        text
        for asked, text in (
            (part.stages, _STAGES), (part.grades, _GRADES),
            (part.without_grades, _NOT_GRADES), (part.groups, _GROUPS), (part.lists, _LISTS),
        )
        if asked
    ]  # fmt: skip
    return _built(_PUPILS, joins, more, n, "e.person_id")


def _staff(part: rules.Part, n: int) -> str:
    joins = [_POST] if part.stages or part.grades else []
    more = [
        text
        for asked, text in (
            (part.roles, _ROLES), (part.stages, _POST_STAGES), (part.grades, _POST_GRADES),
            (part.lists, _LISTS),
        )
        if asked
    ]  # fmt: skip
    return _built(_STAFF, joins, more, n, "g.user_id")


def _built(sql: str, joins: list[str], more: list[str], n: int, who: str) -> str:
    return sql.format(
        joins=" ".join(joins), more=" ".join(one.format(n=n, who=who) for one in more), n=n
    )

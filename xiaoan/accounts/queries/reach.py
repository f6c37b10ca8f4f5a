"""Whose account stands behind a person, for messages.

Each id is looked up by itself: under row security the planner takes the whole system's reach for a few rows
and would go through everybody for each hundred.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from xiaoan.accounts.models import User
from xiaoan.accounts.queries import PHONE_PLACE
from xiaoan.accounts.queries.own import user_id
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import multirange

_ACCOUNTS = """
select id, account from (
  select w.id, coalesce(
    (select k.user_id from accounts_ward k
     where k.guardian_id = w.id and k.unit_no <@ %(reach)s::int4multirange limit 1),
    (select s.id from accounts_user s
     where s.person_id = w.id and s.is_active and s.unit_no <@ %(reach)s::int4multirange),
    (select u.id from accounts_user u
     where u.id = w.id and u.is_active and u.unit_no <@ %(reach)s::int4multirange)) as account
  from unnest(%(ids)s::uuid[]) as w (id)) x
where account is not null
"""
_SAID = """
select u.id, u.locale, u.phone_cipher from unnest(%(ids)s::uuid[]) as w (id) cross join lateral (
  select id, locale, phone_cipher from accounts_user one
  where one.id = w.id and one.unit_no <@ %(reach)s::int4multirange offset 0) u
"""


def accounts_of(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The user of each id that has one: an id of a user, of staff on the roster, or of a guardian's entry."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, {"ids": list(set(ids)), "reach": multirange(actor.intervals)})
        return dict(cursor.fetchall())


def _said(actor: Actor, user_ids: Iterable[UUID]) -> list[tuple[UUID, str, bytes | None]]:
    with connection.cursor() as cursor:
        cursor.execute(_SAID, {"ids": list(set(user_ids)), "reach": multirange(actor.intervals)})
        return list(cursor.fetchall())


def with_phone(actor: Actor, user_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these users have a phone in their account."""
    return {pk for pk, _locale, sealed in _said(actor, user_ids) if sealed is not None}


def phone_numbers(actor: Actor, user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The phones in these users' accounts, in full, for messages to them."""
    return {
        pk: ciphers.unseal(sealed, place=PHONE_PLACE, row=pk)
        for pk, _locale, sealed in _said(actor, user_ids)
        if sealed is not None
    }


def languages(actor: Actor, user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The language that each of these users chose, of those who did."""
    return {pk: locale for pk, locale, _sealed in _said(actor, user_ids) if locale}


def home_of(actor: Actor) -> tuple[int, int]:
    """School and unit of the actor's own account."""
    return User.objects.values_list("school_id", "unit_no").get(pk=user_id(actor))

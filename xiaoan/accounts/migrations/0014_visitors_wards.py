"""Who a session is and whose guardian, in one look: the children come with the grants (see 0013).

Guardians do not read the list of guardians themselves: it is looked at from everywhere, and the person's own
scope is entered again before anything is given back. Every request of a guardian begins with it.
"""

from importlib import import_module

from django.db import migrations

from xiaoan.kernel.actor import EVERYWHERE

_VISITOR = """
create function accounts_visitor(who uuid, in_session uuid, today date)
returns table (name text, password text, role text, unit_no int, unit_end int, proof text,
  started_at timestamptz, seen_at timestamptz, ward_ids uuid[], ward_classes int[])
language plpgsql as $$
begin
  perform set_config('xiaoan.user', who::text, true), set_config('xiaoan.lo', '0', true),
    set_config('xiaoan.hi', '0', true), set_config('xiaoan.ranges', '', true),
    set_config('xiaoan.people', '{}', true), set_config('xiaoan.classes', '{}', true);
  if exists (select 1 from accounts_grant g where g.user_id = who and g.role = 'guardian'
      and g.since <= today and (g.until is null or g.until > today)) then
    perform set_config('xiaoan.user', '', true), set_config('xiaoan.hi', 'EVERYWHERE', true);
    select array_agg(w.person_id order by w.id), array_agg(w.unit_no order by w.id)
    into ward_ids, ward_classes
    from accounts_ward w where w.user_id = who and (w.guardian_id is null or exists (
      select 1 from directory_guardian g
      where g.school_id = w.school_id and g.person_id = w.person_id
        and g.name = (select bound.name from directory_guardian bound where bound.id = w.guardian_id)
        and g.may_see and (g.since is null or g.since <= today)
        and (g.until is null or g.until > today)));
    perform set_config('xiaoan.user', who::text, true), set_config('xiaoan.hi', '0', true);
  end if;
  return query
    select u.name, u.password::text, g.role, g.unit_no, g.unit_end, s.proof, s.started_at, s.seen_at,
      ward_ids, ward_classes
    from accounts_user u
    left join accounts_session s
      on s.id = in_session and s.user_id = u.id and s.ended_at is null
    left join accounts_grant g
      on g.user_id = u.id and g.since <= today and (g.until is null or g.until > today)
    where u.id = who and u.is_active order by g.unit_no, g.role;
end $$;
""".replace("EVERYWHERE", str(EVERYWHERE[1]))
_DROP = "drop function accounts_visitor(uuid, uuid, date)"
_BEFORE = import_module("xiaoan.accounts.migrations.0013_visitor").VISITOR


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_visitor")]
    operations = [
        migrations.RunSQL([_DROP, _VISITOR], [_DROP, _BEFORE]),
    ]

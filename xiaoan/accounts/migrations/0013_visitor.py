"""Who a session is, in one look: their own scope is entered, then their account, session and grants are read.

Every request begins with it. It runs with the caller's rights, so that row security holds inside as outside.
"""

from django.db import migrations

VISITOR = """
create function accounts_visitor(who uuid, in_session uuid, today date)
returns table (name text, password text, role text, unit_no int, unit_end int, proof text,
  started_at timestamptz, seen_at timestamptz)
language plpgsql as $$
begin
  perform set_config('xiaoan.user', who::text, true), set_config('xiaoan.lo', '0', true),
    set_config('xiaoan.hi', '0', true), set_config('xiaoan.ranges', '', true),
    set_config('xiaoan.people', '{}', true), set_config('xiaoan.classes', '{}', true);
  return query
    select u.name, u.password::text, g.role, g.unit_no, g.unit_end, s.proof, s.started_at, s.seen_at
    from accounts_user u
    left join accounts_session s
      on s.id = in_session and s.user_id = u.id and s.ended_at is null
    left join accounts_grant g
      on g.user_id = u.id and g.since <= today and (g.until is null or g.until > today)
    where u.id = who and u.is_active order by g.unit_no, g.role;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_used_with")]
    operations = [migrations.RunSQL(VISITOR, "drop function accounts_visitor(uuid, uuid, date)")]

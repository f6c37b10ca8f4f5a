"""Colleagues know each other by name: who holds a post inside one's reach, or over all of it.

A class teacher sees who of the school has entered the class's report; a grade head calls the teachers of the
grade, whose accounts belong to the school. Their rows stay hidden: one function gives out a name, and of those
inside also the sealed phone, and nothing else.
"""

from django.db import migrations

# The scope is widened for one query alone. Should that fail, the transaction does, and its settings with it.
_COLLEAGUES = """
create function accounts_colleagues(ids uuid[])
returns table (id uuid, name text, phone_cipher bytea)
language plpgsql as $$
declare
  lo int := scope_lo();
  hi int := scope_hi();
  cuts text := current_setting('xiaoan.ranges', true);
begin
  perform set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true),
    set_config('xiaoan.ranges', '', true);
  return query
    select u.id, u.name,
      case when bool_or(g.unit_no >= lo and g.unit_no < hi) then u.phone_cipher end
    from accounts_user u join accounts_grant g on g.user_id = u.id
    where u.id = any (ids) and g.role <> 'guardian' and lo < hi
      and ((g.unit_no >= lo and g.unit_no < hi) or (g.unit_no <= lo and g.unit_end >= hi))
    group by u.id;
  perform set_config('xiaoan.lo', lo::text, true), set_config('xiaoan.hi', hi::text, true),
    set_config('xiaoan.ranges', coalesce(cuts, ''), true);
end $$;
"""
_BACK = "drop function accounts_colleagues(uuid[])"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_position_security")]
    operations = [migrations.RunSQL(_COLLEAGUES, _BACK)]

"""One running enrolment per identity: kept by triggers, judged by a unique index, which sees past policies.

Triggers by statement, so that a roster of 200,000 pays for a join and not for 200,000 calls. They run with
the rights of whoever writes the enrolment: the row has its school and class, and its policy is the same.
"""

from django.db import migrations

from xiaoan.kernel.row_security import protect

# Nothing to do is the common case of an update (a seat, a note): found without touching another table.
TRIGGERS = """
create function directory_enrolled_add() returns trigger language plpgsql as $$
begin
  insert into directory_enrolled (enrolment_id, identity_id, school_id, unit_no, person_id)
  select n.id, p.identity_id, n.school_id, n.unit_no, n.person_id
  from now_there n
  left join directory_person p on p.school_id = n.school_id and p.id = n.person_id
  where n.until is null;
  return null;
end $$;
create function directory_enrolled_change() returns trigger language plpgsql as $$
begin
  if not exists (
    select from was_there o join now_there n on n.id = o.id
    where (o.until, o.unit_no, o.person_id, o.school_id)
      is distinct from (n.until, n.unit_no, n.person_id, n.school_id)
  ) then
    return null;
  end if;
  delete from directory_enrolled e using was_there o join now_there n on n.id = o.id
  where e.enrolment_id = o.id and (o.until, o.unit_no, o.person_id, o.school_id)
    is distinct from (n.until, n.unit_no, n.person_id, n.school_id);
  insert into directory_enrolled (enrolment_id, identity_id, school_id, unit_no, person_id)
  select n.id, p.identity_id, n.school_id, n.unit_no, n.person_id
  from was_there o join now_there n on n.id = o.id
  left join directory_person p on p.school_id = n.school_id and p.id = n.person_id
  where n.until is null and (o.until, o.unit_no, o.person_id, o.school_id)
    is distinct from (n.until, n.unit_no, n.person_id, n.school_id);
  return null;
end $$;
create function directory_enrolled_remove() returns trigger language plpgsql as $$
begin
  delete from directory_enrolled e using was_there o where e.enrolment_id = o.id;
  return null;
end $$;
create function directory_enrolled_identity() returns trigger language plpgsql as $$
begin
  update directory_enrolled set identity_id = new.identity_id where person_id = new.id;
  return null;
end $$;
create trigger enrolled_add after insert on directory_enrolment
  referencing new table as now_there for each statement execute function directory_enrolled_add();
create trigger enrolled_change after update on directory_enrolment
  referencing old table as was_there new table as now_there
  for each statement execute function directory_enrolled_change();
create trigger enrolled_remove after delete on directory_enrolment
  referencing old table as was_there for each statement execute function directory_enrolled_remove();
create trigger enrolled_identity after update of identity_id on directory_person
  for each row when (old.identity_id is distinct from new.identity_id)
  execute function directory_enrolled_identity();
"""
BACK = """
drop trigger enrolled_add on directory_enrolment; drop trigger enrolled_change on directory_enrolment;
drop trigger enrolled_remove on directory_enrolment; drop trigger enrolled_identity on directory_person;
drop function directory_enrolled_add(); drop function directory_enrolled_change();
drop function directory_enrolled_remove(); drop function directory_enrolled_identity();
"""
# A county that has somebody on two rolls is told so here: the key names the identity.
FILL = """
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true);
insert into directory_enrolled (enrolment_id, identity_id, school_id, unit_no, person_id)
select e.id, p.identity_id, e.school_id, e.unit_no, e.person_id from directory_enrolment e
join directory_person p on p.school_id = e.school_id and p.id = e.person_id where e.until is null;
set constraints enrolled_once_in_the_county immediate;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_enrolled"), ("kernel", "0001_scope")]
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        protect("directory_enrolled"),
        migrations.RunSQL(TRIGGERS, BACK),
    ]

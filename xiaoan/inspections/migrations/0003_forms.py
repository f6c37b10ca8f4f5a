"""Forms that marked items are kept; whoever once mended a finding or was named for it does not close it."""

from django.db import migrations, models

import xiaoan.kernel.ids
from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

CLOSED = """
create function inspections_closed_by_another() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from inspections_step s where s.finding_id = new.id
      and (s.owner_id = new.ended_by_id or (s.kind = 'answer' and s.by_id = new.ended_by_id))
  ) then
    raise exception 'finding % is closed by who mended it or was named for it', new.id
      using errcode = '23514', constraint = 'finding_closed_by_another';
  end if;
  return new;
end $$;
create trigger finding_closed_by_another before update on inspections_finding for each row
  when (new.state = 'closed' and old.state <> 'closed')
  execute function inspections_closed_by_another();
"""
BACK = """
drop trigger finding_closed_by_another on inspections_finding;
drop function inspections_closed_by_another();
"""


class Migration(migrations.Migration):
    dependencies = [("inspections", "0002_row_security"), ("kernel", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("round_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField()),
                ("said", models.BinaryField()),
            ],
            options={"db_table": "inspections_form"},
        ),
        protect("inspections_form"),
        own_school("inspections_form"),
        composite_key("inspections_form", "school_id, round_id", "inspections_round", "school_id, id"),
        insert_only("inspections_form"),
        migrations.RunSQL(CLOSED, BACK),
    ]

"""What an enrolment was before it was changed, with the instant: the roll as it was known then.

By statement, so that a roster of 200,000 pays for one more insert and not for 200,000 calls.
"""

from django.db import migrations, models

from xiaoan.kernel.row_security import insert_only, protect

# By the county's clock (kernel.scope.enter), which a demonstration shifts.
_NOW = "coalesce(nullif(current_setting('xiaoan.at', true), '')::timestamptz, now())"
TRIGGERS = f"""
create function directory_enrolment_began() returns trigger language plpgsql as $$
begin
  insert into directory_enrolment_change
    (school_id, unit_no, enrolment_id, began, until_before, at)
  select school_id, unit_no, id, true, null, {_NOW} from now_there;
  return null;
end $$;
create function directory_enrolment_ended() returns trigger language plpgsql as $$
begin
  insert into directory_enrolment_change
    (school_id, unit_no, enrolment_id, began, until_before, at)
  select o.school_id, o.unit_no, o.id, false, o.until, {_NOW}
  from was_there o join now_there n on n.id = o.id where o.until is distinct from n.until;
  return null;
end $$;
create trigger enrolment_began after insert on directory_enrolment
  referencing new table as now_there
  for each statement execute function directory_enrolment_began();
create trigger enrolment_ended after update on directory_enrolment
  referencing old table as was_there new table as now_there
  for each statement execute function directory_enrolment_ended();
"""
BACK = """
drop trigger enrolment_began on directory_enrolment;
drop trigger enrolment_ended on directory_enrolment;
drop function directory_enrolment_began(); drop function directory_enrolment_ended();
"""



class Migration(migrations.Migration):

    dependencies = [("kernel", "0001_scope"),
        ('directory', '0010_enrolled_once'),
    ]

    operations = [
        migrations.CreateModel(
            name='EnrolmentChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('enrolment_id', models.UUIDField()),
                ('began', models.BooleanField()),
                ('until_before', models.DateField(null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'directory_enrolment_change',
                'indexes': [models.Index(fields=['school_id', 'at'], name='enrolment_change_at')],
            },
        ),
        protect("directory_enrolment_change"),
        insert_only("directory_enrolment_change"),
        migrations.RunSQL(TRIGGERS, BACK),
    ]

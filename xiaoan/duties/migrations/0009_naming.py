"""Whom a duty named, and when it was due, before that was changed: what was due from whom at an instant."""

from django.db import migrations, models

from xiaoan.kernel.row_security import insert_only, protect

# By the county's clock (kernel.scope.enter), which a demonstration shifts.
_NOW = "coalesce(nullif(current_setting('xiaoan.at', true), '')::timestamptz, now())"
TRIGGERS = f"""
create function duties_named() returns trigger language plpgsql as $$
begin
  insert into duties_naming
    (school_id, unit_no, duty_id, assignee_id, deputy_id, due_at, was_excused, at)
  values (old.school_id, old.unit_no, old.id, old.assignee_id, old.deputy_id, old.due_at,
    old.state = 'excused', {_NOW});
  return null;
end $$;
create trigger duty_named after update on duties_duty for each row
  when ((old.assignee_id, old.deputy_id, old.due_at, old.state = 'excused')
    is distinct from (new.assignee_id, new.deputy_id, new.due_at, new.state = 'excused'))
  execute function duties_named();
"""
BACK = """
drop trigger duty_named on duties_duty;
drop function duties_named();
"""



class Migration(migrations.Migration):

    dependencies = [("kernel", "0001_scope"),
        ('duties', '0008_open_about'),
    ]

    operations = [
        migrations.CreateModel(
            name='Naming',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('duty_id', models.UUIDField()),
                ('assignee_id', models.UUIDField(null=True)),
                ('deputy_id', models.UUIDField(null=True)),
                ('due_at', models.DateTimeField()),
                ('was_excused', models.BooleanField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'duties_naming',
                'indexes': [models.Index(fields=['duty_id', 'at'], name='naming_duty')],
            },
        ),
        protect("duties_naming"),
        insert_only("duties_naming"),
        migrations.RunSQL(TRIGGERS, BACK),
    ]

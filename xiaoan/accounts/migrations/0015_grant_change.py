"""What a grant was before its end was changed, with the instant: who held what as it was known then."""

from django.db import migrations, models

from xiaoan.kernel.row_security import insert_only, protect

# By the county's clock (kernel.scope.enter), which a demonstration shifts.
_NOW = "coalesce(nullif(current_setting('xiaoan.at', true), '')::timestamptz, now())"
TRIGGERS = f"""
create function accounts_grant_changed() returns trigger language plpgsql as $$
begin
  insert into accounts_grant_change (school_id, unit_no, grant_id, began, until_before, at)
  values (new.school_id, new.unit_no, new.id, tg_op = 'INSERT',
    case when tg_op = 'UPDATE' then old.until end, {_NOW});
  return null;
end $$;
create trigger grant_began after insert on accounts_grant
  for each row when (new.role <> 'guardian') execute function accounts_grant_changed();
create trigger grant_ended after update on accounts_grant
  for each row when (new.role <> 'guardian' and old.until is distinct from new.until)
  execute function accounts_grant_changed();
"""
BACK = """
drop trigger grant_began on accounts_grant; drop trigger grant_ended on accounts_grant;
drop function accounts_grant_changed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_scope"),
        ("accounts", "0014_visitors_wards"),
    ]

    operations = [
        migrations.CreateModel(
            name="GrantChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("grant_id", models.UUIDField()),
                ("began", models.BooleanField()),
                ("until_before", models.DateField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "accounts_grant_change",
                "indexes": [models.Index(fields=["unit_no", "at"], name="grant_change_at")],
            },
        ),
        protect("accounts_grant_change"),
        insert_only("accounts_grant_change"),
        migrations.RunSQL(TRIGGERS, BACK),
    ]

"""The journal: its tables, the one function that appends, and what the application may not do."""

from django.db import migrations, models

from xiaoan.kernel.row_security import insert_only, protect

# One round trip under the head's lock. Each statement of a plpgsql function sees what was committed
# when it starts, so the waiting writer continues from the newest head.
APPEND = r"""
create function journal_append(
  school int, unit int, kind_ text, actor_ text, at_ timestamptz, body_ text
) returns int language plpgsql as $$
declare
  last journal_head;
  own bytea;
begin
  insert into journal_head (school_id, n, hash)
    values (school, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
  select * into last from journal_head where school_id = school for update;
  own := sha256('\x00'::bytea || last.hash || convert_to(concat_ws(E'\x1f',
    school, last.n + 1, unit, kind_, actor_,
    to_char(at_ at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), body_), 'UTF8'));
  insert into journal_entry (school_id, n, unit_no, kind, actor, at, body, previous, hash)
    values (school, last.n + 1, unit, kind_, actor_, at_, body_, last.hash, own);
  update journal_head set n = last.n + 1, hash = own where school_id = school;
  return last.n + 1;
end $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("kernel", "0001_scope")]
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "school_id",
                        "n",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("school_id", models.IntegerField()),
                ("n", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("kind", models.TextField()),
                ("actor", models.TextField()),
                ("at", models.DateTimeField()),
                ("body", models.TextField()),
                ("previous", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
            options={"db_table": "journal_entry"},
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("school_id", models.IntegerField(primary_key=True, serialize=False)),
                ("n", models.IntegerField()),
                ("hash", models.BinaryField()),
            ],
            options={"db_table": "journal_head"},
        ),
        # One's own facts may be recorded wherever they belong: signing in is a fact of the home unit.
        protect("journal_entry", insert_also="actor = (select scope_user())::text"),
        insert_only("journal_entry"),
        migrations.RunSQL("revoke delete on journal_head from xiaoan_app", migrations.RunSQL.noop),
        migrations.RunSQL(
            APPEND,
            "drop function journal_append(int, int, text, text, timestamptz, text)",
        ),
    ]

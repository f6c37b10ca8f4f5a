"""How long somebody was there who was not for long enough, interval by interval, so that another export adds to
it. Nicknames go down to the directory, where homework reads them too."""

import django.contrib.postgres.fields
from django.db import migrations, models

# Row security is forced on the owner too: the migration sees everything.
_EVERYWHERE = (
    "select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true);"
)
_NICKNAMES = f"""
{_EVERYWHERE}
insert into directory_nickname (id, school_id, unit_no, name, person_id, at, by_id)
select id, school_id, unit_no, name, person_id, at, by_id from lessons_nickname
"""
_STAYS = f"""
{_EVERYWHERE}
update lessons_parked set stay = array[seconds];
update lessons_mark set stay = array[minutes * 60] where minutes > 0;
"""


class Migration(migrations.Migration):
    dependencies = [("lessons", "0002_row_security"), ("directory", "0014_nickname_security")]
    operations = [
        migrations.RunSQL(_NICKNAMES, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Nickname"),
        migrations.AddField(
            model_name="mark",
            name="stay",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="parked",
            name="stay",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), default=list, size=None
            ),
        ),
        migrations.RunSQL(_STAYS, migrations.RunSQL.noop),
    ]

"""Who wrote a version is kept, so that another publishes it. Of drafts in hand it is who began them."""

import django.contrib.postgres.fields
from django.db import migrations, models

_FILL = """
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true),
       set_config('xiaoan.ranges', '', true);
update training_version set writers = array[made_by_id] where made_by_id is not null and origin = 'own';
"""


class Migration(migrations.Migration):

    dependencies = [("training", "0002_row_security")]
    operations = [
        migrations.AddField(
            "version", "writers",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]

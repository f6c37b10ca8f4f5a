"""When a store was marked: what was marked before waits longest."""

import datetime as dt

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demand", "0002_row_security")]
    operations = [
        migrations.AddField(
            model_name="stale",
            name="marked_at",
            field=models.DateTimeField(default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
            preserve_default=False,
        ),
    ]

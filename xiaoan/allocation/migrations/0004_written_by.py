"""Whoever wrote a plan does not approve it. Of plans that were, who made them is known and nobody else."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

_EVERYWHERE = (
    "select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true);"
)
_KNOWN = f"""
{_EVERYWHERE}
update allocation_plan set written_by = array[made_by_id]
where made_by_id is not null and (decided_by_id is null or decided_by_id <> made_by_id);
"""
_BY_OTHERS = """
alter table allocation_plan add constraint allocation_plan_by_others
check (state <> 'approved' or decided_by_id is null or not (decided_by_id = any(written_by)));
"""


class Migration(migrations.Migration):
    dependencies = [("allocation", "0003_days")]
    operations = [
        migrations.AddField(
            "plan", "written_by", ArrayField(models.UUIDField(), default=list)
        ),
        migrations.RunSQL(_KNOWN, migrations.RunSQL.noop),
        migrations.RunSQL(
            _BY_OTHERS, "alter table allocation_plan drop constraint allocation_plan_by_others"
        ),
    ]

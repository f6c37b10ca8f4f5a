"""Where the return certificate of a child stands: read from the steps for those who are ill now."""

from django.db import migrations, models
from django.db.models import Q

_STATES = ("", "handed", "refused", "accepted")
# What the last step about the certificate said, unless another diagnosis came after it.
_FROM_STEPS = """
with last as (
  select distinct on (illness_id) illness_id, kind from illness_step
  where kind in ('refuse', 'clear', 'clear_against', 'diagnose') order by illness_id, no desc
)
update illness_illness i
set certificate = case last.kind when 'refuse' then 'refused' when 'diagnose' then '' else 'accepted' end
from last where last.illness_id = i.id and i.closed_at is null
"""
_EVERYWHERE = """
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true),
       set_config('xiaoan.ranges', '', true);
"""
_NOWHERE = """;
select set_config('xiaoan.lo', '', true), set_config('xiaoan.hi', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("illness", "0009_taken")]

    operations = [
        migrations.AddField("illness", "certificate", models.TextField(default="")),
        migrations.RunSQL(_EVERYWHERE + _FROM_STEPS + _NOWHERE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "illness",
            models.CheckConstraint(
                condition=Q(certificate__in=_STATES), name="illness_certificate"
            ),
        ),
        migrations.AddIndex(
            "illness",
            models.Index(
                fields=["unit_no"],
                condition=Q(closed_at=None) & (Q(held=True) | Q(stage="cleared")),
                name="illness_returning",
            ),
        ),
    ]

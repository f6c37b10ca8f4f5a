"""Row security of what is back in school: it names a unit and a day, nobody; read from below too."""

from django.db import migrations

from xiaoan.kernel.row_security import own_school, protect

_ABOVE = (
    "(unit_no < (select scope_hi()) and unit_end > (select scope_lo())) or exists "
    "(select 1 from unnest((select scope_classes())::int[]) c where c >= unit_no and c < unit_end)"
)


class Migration(migrations.Migration):
    dependencies = [("lessons", "0004_back")]
    operations = [
        protect("lessons_back", also=_ABOVE),
        own_school("lessons_back"),
    ]

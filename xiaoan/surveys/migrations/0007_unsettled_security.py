"""Row security of what is not settled; what was contradicted before is opened, its duty follows by itself."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect

OPEN = """
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true);
insert into surveys_unsettled
  (id, school_id, unit_no, round_id, person_id, what, state, turn, opened_at, due_at)
select gen_random_uuid(), a.school_id, a.unit_no, a.round_id, a.person_id, 'settle', 'open', 0,
  now(), now() + interval '24 hours'
from surveys_answer a where a.state = 'current' and a.contra_id is not null;
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0006_unsettled_and_codes"), ("directory", "0010_enrolled_once")]
    operations = [
        protect("surveys_unsettled"),
        composite_key("surveys_unsettled", "school_id, person_id", "directory_person", "school_id, id"),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
    ]

"""Row security of directives. A directive, its tasks, words and papers bear the number of the office that keeps
them; whoever sees a unit they are addressed to reads them, too. What was said and sent is added, never changed.
"""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, protect

_OWED = "exists (select 1 from directives_target t where t.{} = {})"
_SENT = "exists (select 1 from directives_addressee a where a.circular_id = {})"
_DIRECTIVE = _OWED.format("directive_id", "directives_directive.id")
_READS = "exists (select 1 from directives_directive d where d.id = {})"


class Migration(migrations.Migration):
    dependencies = [("directives", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("directives_target"),
        protect("directives_entry"),
        protect("directives_number"),
        protect("directives_meeting"),
        protect("directives_directive", also=_DIRECTIVE),
        protect("directives_version", also=_READS.format("directives_version.directive_id")),
        protect("directives_task", also=_OWED.format("task_id", "directives_task.id")),
        protect(
            "directives_paper",
            also="what = 'directive' and " + _READS.format("directives_paper.about_id"),
        ),
        protect("directives_addressee"),
        protect("directives_circular", also=_SENT.format("directives_circular.id")),
        protect("directives_reply", also=_SENT.format("directives_reply.circular_id")),
        composite_key("directives_version", "directive_id", "directives_directive", "id"),
        composite_key("directives_task", "directive_id", "directives_directive", "id"),
        composite_key("directives_directive", "meeting_id", "directives_meeting", "id"),
        composite_key("directives_target", "task_id", "directives_task", "id"),
        composite_key(
            "directives_entry", "school_id, target_id", "directives_target", "school_id, id"
        ),
        composite_key("directives_addressee", "circular_id", "directives_circular", "id"),
        composite_key("directives_reply", "circular_id", "directives_circular", "id"),
        insert_only("directives_version"),
        insert_only("directives_entry"),
        insert_only("directives_paper"),
        insert_only("directives_reply"),
    ]

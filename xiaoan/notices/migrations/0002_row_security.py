"""Row security of notices. A notice bears the number of the unit that sends it; whoever it addressed, or who sees
a unit that it reached, reads it too. A guardian reads and confirms for the own children.
"""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_MINE = "by_id = (select scope_user())"
_TO_ME = "user_id = (select scope_user())"
_CHILD = "person_id = any ((select scope_people())::uuid[])"
# Each by the policies of its own table: the reader's own row, or rows of units in sight.
_ADDRESSED = (
    "exists (select 1 from notices_recipient r where r.notice_id = notices_notice.id "
    "and r.user_id = (select scope_user())) or "
    "exists (select 1 from notices_reach c where c.notice_id = notices_notice.id)"
)
_OWNED = ("act", "notice", "recipient", "family", "reach", "chase", "call", "list", "member")


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("notices_act", also=_MINE, insert_also=_MINE),
        protect("notices_recipient", also=_TO_ME, update_also=_TO_ME),
        protect("notices_family", people="person_id", update_also=_CHILD),
        protect("notices_reach"),
        protect("notices_notice", also=_ADDRESSED),
        protect("notices_chase"),
        protect("notices_call"),
        protect("notices_list"),
        protect("notices_member"),
        *(own_school(f"notices_{table}") for table in _OWNED),
        composite_key("notices_recipient", "notice_id", "notices_notice", "id"),
        composite_key("notices_family", "notice_id", "notices_notice", "id"),
        composite_key("notices_reach", "notice_id", "notices_notice", "id"),
        composite_key("notices_chase", "notice_id", "notices_notice", "id"),
        composite_key("notices_call", "chase_id", "notices_chase", "id"),
        insert_only("notices_act"),
        insert_only("notices_call"),
        insert_only("notices_variable"),
    ]

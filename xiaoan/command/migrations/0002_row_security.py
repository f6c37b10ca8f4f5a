"""Row security of command: everything inside one's units, one's own wherever it is; nobody in two seats at
once; what was done is added, never changed."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, protect

_OWN = "user_id = (select scope_user())"
# Ranges compare by GiST without an extension: a hash of the person stands for them.
_ONE_PLACE = """
alter table command_seat add constraint seat_one_at_a_time exclude using gist (
  numrange(uuid_hash_extended(user_id, 0), uuid_hash_extended(user_id, 0), '[]') with =,
  tstzrange(starts_at, ends_at) with &&) where (until_at is null)
"""


class Migration(migrations.Migration):
    dependencies = [("command", "0001_tables")]
    operations = [
        protect("command_act"),
        protect("command_founding"),
        protect("command_member"),
        protect("command_office"),
        protect("command_shift_kind"),
        protect("command_seat", also=_OWN),
        protect("command_room"),
        protect("command_check_in", also=_OWN),
        protect("command_hand_over"),
        protect(
            "command_swap", also="(select scope_user()) in (from_id, to_id)"
        ),
        protect("command_draw"),
        protect("command_call", also=_OWN),
        migrations.RunSQL(
            _ONE_PLACE, "alter table command_seat drop constraint seat_one_at_a_time"
        ),
        insert_only("command_act"),
        insert_only("command_check_in"),
        insert_only("command_draw"),
    ]

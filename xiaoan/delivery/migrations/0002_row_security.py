"""Row security of delivery. Channels are the county's alone; an address is its person's; what was tried and what
was called back is added only."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, own_school, protect

_OWN = "user_id = (select scope_user())"
_OUTBOX = ("batch", "message", "sending", "attempt")


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_tables")]
    operations = [
        *(protect(f"delivery_{table}") for table in (*_OUTBOX, "channel", "group")),
        protect("delivery_address", also=_OWN, insert_also=_OWN, update_also=_OWN),
        *(own_school(f"delivery_{table}") for table in (*_OUTBOX, "group", "address")),
        insert_only("delivery_attempt"),
        insert_only("delivery_receipt"),
    ]

"""Row security of rumours: the county's own; a reporter reads what they reported; whoever has a scope reads items and
answers, which name nobody. What was said, decided and let out is added only."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_EVERYBODY = "(select scope_lo()) <= (select scope_hi())"
_MINE = "by_id = (select scope_user())"
_OWN = ("print", "gram", "mark", "nearby", "release", "step")
_OF_ITEM = ("print", "mark", "report", "answer", "release", "step")


class Migration(migrations.Migration):
    dependencies = [("rumours", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("rumours_item", also=_EVERYBODY),
        protect("rumours_answer", also=_EVERYBODY),
        protect("rumours_report", also=_MINE),
        *(protect(f"rumours_{name}") for name in _OWN),
        *(own_school(f"rumours_{name}") for name in ("item", "answer", "report", *_OWN)),
        *(
            composite_key(f"rumours_{name}", "school_id, item_id", "rumours_item", "school_id, id")
            for name in _OF_ITEM
        ),
        *(insert_only(f"rumours_{name}") for name in ("answer", "release", "step")),
    ]

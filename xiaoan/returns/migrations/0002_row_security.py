"""Row security of returns: forms and requests of an office above are read by everybody with a scope (a school
answers what was asked and fills the county's forms); what schools answered, inside the unit. Versions are added
only."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_TOLD = ("form", "version", "request", "field", "round", "mapping")
_OWN = ("act", "run", "filling", "ask")
_ANYBODY = "(select scope_lo()) <= (select scope_hi())"


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        *(protect(f"returns_{name}", also=_ANYBODY) for name in _TOLD),
        *(protect(f"returns_{name}") for name in _OWN),
        *(own_school(f"returns_{name}") for name in (*_TOLD, *_OWN)),
        *(insert_only(f"returns_{name}") for name in ("act", "version")),
        composite_key("returns_version", "unit_no, form_id", "returns_form", "unit_no, id"),
        composite_key("returns_field", "unit_no, request_id", "returns_request", "unit_no, id"),
        composite_key("returns_round", "unit_no, request_id", "returns_request", "unit_no, id"),
    ]

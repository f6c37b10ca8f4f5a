"""Row security of inspections. A round that is unannounced bears its office's number until it is begun. Checklists are
the county's to write and everybody's to read; steps and versions are added only."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_OWNED = (
    "inspections_number", "inspections_round", "inspections_mark", "inspections_finding",
    "inspections_step",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        *(protect(name) for name in _OWNED),
        *(own_school(name) for name in _OWNED),
        # Whoever has a scope at all reads the county's checklists.
        protect("inspections_edition", also="(select scope_lo()) <= (select scope_hi())"),
        composite_key("inspections_mark", "school_id, round_id", "inspections_round", "school_id, id"),
        composite_key(
            "inspections_finding", "school_id, round_id", "inspections_round", "school_id, id"
        ),
        composite_key(
            "inspections_step", "school_id, finding_id", "inspections_finding", "school_id, id"
        ),
        insert_only("inspections_edition"),
        insert_only("inspections_step"),
    ]

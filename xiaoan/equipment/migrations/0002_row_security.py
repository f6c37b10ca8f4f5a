"""Row security of equipment; steps are added only; each row belongs to a device or kit of the same school."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, protect

# Devices that were registered before: as they stand there.
_FOLLOW = """
insert into equipment_tool (id, school_id, unit_no, item, state, fault, since, valid_until)
select id, school_id, unit_no,
       case when kind <> 'thermometer' then 'thermal_camera'
            when method in ('forehead', 'ear') then 'forehead_gun' else 'thermometer_electronic' end,
       case when revoked_at is null then 'in_use' else 'retired' end, '', added_at,
       (calibrated + interval '12 months' - interval '1 day')::date
from screening_device
"""
_EVERYWHERE = "select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true);"


class Migration(migrations.Migration):
    dependencies = [("equipment", "0001_tables"), ("screening", "0012_device_validity")]
    operations = [
        migrations.RunSQL(_EVERYWHERE + _FOLLOW, "select 1"),
        protect("equipment_tool"),
        protect("equipment_step"),
        protect("equipment_stocktake"),
        protect("equipment_seen"),
        protect("equipment_kit"),
        protect("equipment_piece"),
        protect("equipment_kit_step"),
        composite_key("equipment_tool", "school_id, id", "screening_device", "school_id, id"),
        composite_key("equipment_step", "school_id, device_id", "equipment_tool", "school_id, id"),
        composite_key("equipment_seen", "school_id, device_id", "equipment_tool", "school_id, id"),
        composite_key(
            "equipment_seen", "school_id, stocktake_id", "equipment_stocktake", "school_id, id"
        ),
        composite_key("equipment_piece", "school_id, kit_id", "equipment_kit", "school_id, id"),
        composite_key("equipment_kit_step", "school_id, kit_id", "equipment_kit", "school_id, id"),
        insert_only("equipment_step"),
        insert_only("equipment_kit_step"),
    ]

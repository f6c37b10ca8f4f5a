"""The access table of devices and kits. Letters: see table.py."""

from tests.builders import PRIMARY
from tests.security.rows import ALL, Row, id_row, unit_row

SEE, USE, KEEP = "22222nnnn2nn", "22222nnn222n", "f2f22nnnf2fn"
UNIT, SCHOOL = "equipment/unit/<int:unit_no>/", "equipment/school/<int:school_no>/"
HERE, AT = f"/equipment/unit/{PRIMARY}/", f"/equipment/school/{PRIMARY}/"
DEVICE, KIT = "equipment/device/<uuid:device_id>/", "equipment/kit/<uuid:kit_id>/"
# Whoever keeps devices somewhere, and here or not: at the gate the others are turned away.
# At an office whoever keeps its store does, so a township comes to the door of a school.
GATED, WRITES = "n2f22nnnn2nn", "nufuunnnnunn"
KITS, FILLS = "n2222nnnn2nn", "nuuuunnnnunn"

EQUIPMENT_ROWS = (
    Row("equipment/", "GET", "/equipment/", "33333333333n", "33333333333n", "sns3"),
    Row("equipment/faults/", "GET", "/equipment/faults/", KITS, KITS, "snsn"),
    Row("equipment/losses/", "GET", "/equipment/losses/", KITS, KITS, "snsn"),
    Row("equipment/losses/", "POST", "/equipment/losses/", "n" * 12, "n" * 12, "snsn"),
    unit_row(UNIT, HERE, SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{UNIT}devices/", f"{HERE}devices/", USE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{SCHOOL}register/", f"{AT}register/", GATED, ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{SCHOOL}register/", f"{AT}register/", WRITES, ALL, "snsn", unit=PRIMARY, method="POST"
    ),
    unit_row(f"{SCHOOL}labels/", f"{AT}labels/", KEEP, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{SCHOOL}stocktake/", f"{AT}stocktake/", KEEP, ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{SCHOOL}stocktake/", f"{AT}stocktake/", "fufuunnnfufn", ALL, "snsn", unit=PRIMARY,
        method="POST",
    ),
    unit_row(f"{SCHOOL}kits/", f"{AT}kits/", SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{SCHOOL}kits/", f"{AT}kits/", "fuuuunnnnunn", ALL, "snsn", unit=PRIMARY, method="POST"
    ),
    Row("equipment/register/template/", "GET", "/equipment/register/template/", KITS, KITS, "snsn"),
    id_row(DEVICE, "/equipment/device/{tool}/", USE, ALL, "snsn"),
    id_row(f"{DEVICE}<slug:act>/", "/equipment/device/{tool}/fault/", USE, ALL, "snsn"),
    id_row(
        f"{DEVICE}<slug:act>/", "/equipment/device/{tool}/fault/", "uuuuunnnuuun", ALL, "snsn",
        method="POST",
    ),
    id_row(f"{DEVICE}<slug:act>/", "/equipment/device/{tool}/certify/", KEEP, ALL, "snsn"),
    id_row(
        f"{DEVICE}<slug:act>/", "/equipment/device/{tool}/certify/", "fufuunnnfufn", ALL, "snsn",
        method="POST",
    ),
    id_row(KIT, "/equipment/kit/{kit}/", SEE, ALL, "snsn"),
    id_row(f"{KIT}<slug:act>/", "/equipment/kit/{kit}/check/", KITS, ALL, "snsn"),
    id_row(f"{KIT}<slug:act>/", "/equipment/kit/{kit}/check/", FILLS, ALL, "snsn", method="POST"),
)  # fmt: skip

"""The access table of rounds, records and incidents of hygiene. Letters: see table.py."""

from tests.builders import PRIMARY
from tests.security.rows import ALL, Row, id_row, unit_row

# Who sees hygiene of the school, who cleans there, who cleans anywhere, who plans.
SEE, DOES, CLEANS, PLANS = "22222nnn222n", "nnn22nnn222n", "nnn22n2n222n", "nnn22nnnn2nn"
TYPES, READS = "nnnuunnnuuun", "22222n2n222n"
PLACE, RECORD = "hygiene/place/<uuid:place_id>/", "hygiene/record/<uuid:record_id>/"
ROUND, INCIDENT = "hygiene/round/<uuid:round_id>/", "hygiene/incident/<uuid:incident_id>/"
EXCUSE, LIST = "hygiene/excuse/<int:school_no>/", "hygiene/incidents/<int:school_no>/"

WASHED_ROWS = (
    Row("hygiene/today/", "GET", "/hygiene/today/", CLEANS, CLEANS, "sns2"),
    Row("hygiene/today/", "POST", "/hygiene/today/", ALL, ALL, "snsn"),
    id_row(ROUND, "/hygiene/round/{going}/", SEE, ALL, "snsn"),
    id_row(ROUND, "/hygiene/round/{going}/", "fffnnnnnnnnn", ALL, "snsn", method="POST"),
    id_row(PLACE, "/hygiene/place/{washroom}/", SEE, ALL, "snsn"),
    id_row(PLACE, "/hygiene/place/{washroom}/", "fffuunnnuuun", ALL, "snsn", method="POST"),
    id_row(f"{PLACE}record/", "/hygiene/place/{washroom}/record/", DOES, ALL, "snsn"),
    id_row(
        f"{PLACE}record/", "/hygiene/place/{washroom}/record/", TYPES, ALL, "snsn", method="POST"
    ),
    id_row(RECORD, "/hygiene/record/{wiped}/", SEE, ALL, "snsn"),
    id_row(f"{RECORD}photo/", "/hygiene/record/{wiped}/photo/", ALL, ALL, "snsn"),
    id_row(f"{RECORD}mend/", "/hygiene/record/{wiped}/mend/", DOES, ALL, "snsn"),
    id_row(f"{RECORD}mend/", "/hygiene/record/{wiped}/mend/", TYPES, ALL, "snsn", method="POST"),
    unit_row(EXCUSE, f"/hygiene/excuse/{PRIMARY}/", PLANS, ALL, "snsn", unit=PRIMARY),
    unit_row(
        EXCUSE, f"/hygiene/excuse/{PRIMARY}/", "nnnuunnnnunn", ALL, "snsn", unit=PRIMARY, method="POST"
    ),
    Row("hygiene/incidents/", "GET", "/hygiene/incidents/", "nnn22n2n222n", "nnn22n2n222n", "sns2"),
    Row("hygiene/incidents/new/", "GET", "/hygiene/incidents/new/", CLEANS, CLEANS, "sns2"),
    Row(
        "hygiene/incidents/new/", "POST", "/hygiene/incidents/new/", "nnnuununuuun", "nnnuununuuun",
        "snsu",
    ),
    unit_row(LIST, f"/hygiene/incidents/{PRIMARY}/", READS, ALL, "sns2", unit=PRIMARY),
    id_row(INCIDENT, "/hygiene/incident/{sickness}/", READS, ALL, "sns2"),
    id_row(
        f"{INCIDENT}photo/<uuid:step_id>/", "/hygiene/incident/{sickness}/photo/{sickness}/", ALL, ALL,
        "snsn",
    ),
    id_row(
        INCIDENT, "/hygiene/incident/{sickness}/?act=clear", "fffuununuuun", ALL, "snsu",
        method="POST",
    ),
)  # fmt: skip

"""The rows of the access table about illness. Written by hand as the rest."""

from tests.builders import CLASS_11, COUNTY, PRIMARY
from tests.security.rows import ABSENT_ID, ALL, DAY, Row, id_row, unit_row

# Here: officer, liaison, principal, doctor, grade head, class teacher see illnesses; those of the school act.
SEES, NONE = "n222222nnnnn", "n" * 12
STEP = {"well-step_id": ABSENT_ID}
ILLNESS_ROWS = (
    Row("illness/", "GET", "/illness/", "n333333nnnnn", "n333333nnnnn", "sns3"),
    Row("illness/today/", "GET", "/illness/today/", SEES, SEES, "sns2"),
    Row("illness/list/", "GET", "/illness/list/", SEES, SEES, "sns2"),
    unit_row("illness/list/", f"/illness/list/?unit={PRIMARY}", "n2222nnnnnnn", ALL, "snsn", unit=PRIMARY),
    Row("illness/own/", "GET", "/illness/own/", "nnnnnnnnnnn2", "nnnnnnnnnnn2", "snsn"),
    unit_row(
        "illness/settings/<int:unit_no>/", f"/illness/settings/{COUNTY}/", "n2nnnnnnnnnn", ALL, "snsn",
        unit=COUNTY,
    ),
    unit_row(
        "illness/settings/<int:unit_no>/", f"/illness/settings/{COUNTY}/", "nunnnnnnnnnn", ALL, "snsn",
        unit=COUNTY, method="POST",
    ),
    unit_row("illness/open/<int:unit_no>/", f"/illness/open/{CLASS_11}/", "nnn2222nnnnn", ALL, "snsn"),
    unit_row(
        "illness/open/<int:unit_no>/", f"/illness/open/{CLASS_11}/", "nnnuuuunnnnn", ALL, "snsn",
        method="POST",
    ),
    unit_row(
        "illness/forms/<slug:letter>/<int:unit_no>/<str:day>/", f"/illness/forms/a/{CLASS_11}/{DAY}/",
        SEES, ALL, "snsn",
    ),
    unit_row(
        "illness/forms/<slug:letter>/<int:unit_no>/<str:day>/", f"/illness/forms/a/{CLASS_11}/{DAY}/",
        "nuuuuffnnnnn", ALL, "snsn", method="POST",
    ),
    Row("illness/course/<int:no>/", "GET", "/illness/course/1/", "nnn22nnnnnnn", "nnn22nnnnnnn", "snsn"),
    Row(
        "illness/course/<int:no>/", "POST", "/illness/course/1/?act=notice", "nnnuunnnnnnn", "nnnuunnnnnnn",
        "snsn",
    ),
    id_row("illness/<uuid:illness_id>/steps/", "/illness/{illness}/steps/", "nnn22nnnnnnn", ALL, "snsn"),
    id_row(
        "illness/<uuid:illness_id>/steps/", "/illness/{illness}/steps/?act=well", "nnn33nnnnnnn", ALL, "snsn",
        method="POST", body=STEP,
    ),
    id_row("illness/absences/<uuid:absence_id>/", "/illness/absences/{absence}/", SEES, ALL, "snsn"),
    id_row("illness/late/<uuid:late_id>/", "/illness/late/{late}/", SEES, ALL, "snsn"),
    # Decided once: what is not chosen is said to whoever may decide.
    id_row(
        "illness/late/<uuid:late_id>/", "/illness/late/{late}/", "nffuuuunnnnn", ALL, "snsn", method="POST",
        body={"choice": "?"},
    ),
    # What is missing is said to whoever may ask the family.
    id_row(
        "illness/absences/<uuid:absence_id>/", "/illness/absences/{absence}/?act=personal", "nffuuuunnnnn",
        ALL, "snsn", method="POST",
    ),
    id_row("illness/<uuid:illness_id>/", "/illness/{illness}/", SEES, ALL, "snsn"),
    # What is missing is said to whoever may do the step.
    id_row(
        "illness/<uuid:illness_id>/", "/illness/{illness}/?act=withdraw", "nffuuuunnnnn", ALL, "snsn",
        method="POST",
    ),
    # A class teacher and a grade head do not act in the doctor's stead; what is not next is kept aside.
    id_row(
        "illness/<uuid:illness_id>/", "/illness/{illness}/?act=well", "nff3333nnnnn", ALL, "snsn",
        method="POST", body=STEP,
    ),
    id_row(
        "illness/<uuid:illness_id>/", "/illness/{illness}/?act=certificate", "nffuuffnnnnn", ALL, "snsn",
        method="POST",
    ),
)  # fmt: skip

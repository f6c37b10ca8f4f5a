"""The access table of hygiene: places and plans. Letters: see table.py."""

from tests.builders import PRIMARY
from tests.security.rows import ALL, Row, id_row, unit_row

# Who sees hygiene of the school, who plans it, who approves the plan.
SEE, PLANS, APPROVES = "22222nnn222n", "nnn22nnnn2nn", "nnn2nnnnnnnn"
ASKED, DECIDES = "nnnuunnnnunn", "nnnunnnnnnnn"
SOMEWHERE = "2222222n222n"
UNIT, SCHOOL = "hygiene/unit/<int:unit_no>/", "hygiene/school/<int:school_no>/"
HERE, AT = f"/hygiene/unit/{PRIMARY}/", f"/hygiene/school/{PRIMARY}/"
PLACE, PLAN = "hygiene/place/<uuid:place_id>/", "hygiene/plan/<uuid:plan_id>/"
THIS, IT = "/hygiene/place/{premises}/", "/hygiene/plan/{hygiene_plan}/"
LINE, TOILET = f"{PLAN}line/<slug:kind>/<slug:task>/<slug:slot>/", f"{IT}line/toilet/surface/after/"


def _planned(path: str, *, query: str = "", get: str = PLANS, post: str = ASKED) -> tuple[Row, Row]:
    """A page of a school for whoever plans."""
    address = f"{AT}{path}"
    return (
        unit_row(f"{SCHOOL}{path}", f"{address}{query}", get, ALL, "snsn", unit=PRIMARY),
        unit_row(f"{SCHOOL}{path}", address, post, ALL, "snsn", unit=PRIMARY, method="POST"),
    )  # fmt: skip


PLANNING_ROWS = (
    Row("hygiene/", "GET", "/hygiene/", "3333333n333n", "3333333n333n", "sns3"),
    Row("hygiene/approvals/", "GET", "/hygiene/approvals/", "nnn3nnnnnnnn", APPROVES, "snsn"),
    Row("hygiene/door/", "GET", "/hygiene/door/", SOMEWHERE, SOMEWHERE, "sns2"),
    Row("hygiene/door/", "POST", "/hygiene/door/", "uuuuuuunuuun", "uuuuuuunuuun", "snsu"),
    unit_row(UNIT, HERE, SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{UNIT}places/", f"{HERE}places/", SEE, ALL, "snsn", unit=PRIMARY),
    *_planned("places/add/"),
    *_planned("places/order/"),
    *_planned("places/propose/"),
    *_planned("places/import/"),
    *_planned("places/act/", query="?what=excuse", get="nnn33nnnn3nn", post="n" * 12),
    unit_row(f"{SCHOOL}labels/", f"{AT}labels/", PLANS, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{SCHOOL}plan/", f"{AT}plan/", ASKED, ALL, "snsn", unit=PRIMARY, method="POST"),
    id_row(f"{PLACE}plan/", f"{THIS}plan/", SEE, ALL, "snsn"),
    id_row(f"{PLACE}edit/", f"{THIS}edit/", PLANS, ALL, "snsn"),
    id_row(f"{PLACE}edit/", f"{THIS}edit/", ASKED, ALL, "snsn", method="POST"),
    id_row(PLAN, IT, SEE, ALL, "snsn"),
    id_row(f"{PLAN}compare/", f"{IT}compare/", SEE, ALL, "snsn"),
    id_row(f"{PLAN}print/", f"{IT}print/", SEE, ALL, "snsn"),
    id_row(f"{PLAN}hand-in/", f"{IT}hand-in/", ASKED, ALL, "snsn", method="POST"),
    id_row(f"{PLAN}take-back/", f"{IT}take-back/", ASKED, ALL, "snsn", method="POST"),
    id_row(f"{PLAN}decide/", f"{IT}decide/", DECIDES, ALL, "snsn", method="POST"),
    id_row(f"{PLAN}add/<slug:kind>/", f"{IT}add/toilet/", PLANS, ALL, "snsn"),
    id_row(f"{PLAN}add/<slug:kind>/", f"{IT}add/toilet/", ASKED, ALL, "snsn", method="POST"),
    id_row(
        f"{PLAN}as-kind/<uuid:place_id>/", f"{IT}as-kind/{{premises}}/", ASKED, ALL, "snsn",
        method="POST",
    ),
    id_row(LINE, TOILET, PLANS, ALL, "snsn"),
    id_row(LINE, TOILET, ASKED, ALL, "snsn", method="POST"),
    id_row(f"{LINE}remove/", f"{TOILET}remove/", ASKED, ALL, "snsn", method="POST"),
)  # fmt: skip
HYGIENE_ROWS = (*PLANNING_ROWS, id_row(PLACE, THIS, SEE, ALL, "snsn"))

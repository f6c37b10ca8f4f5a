"""The access table of hygiene: coverage, blind spots, dose, use and the sheets. Letters: see table.py."""

from tests.builders import PRIMARY
from tests.security.rows import ALL, Row, id_row, unit_row

# Who sees hygiene of the school, and of one of its places.
SEE, AT_PLACE = "22222nnn222n", "22222nnn222n"
COVERAGE, HERE = "hygiene/coverage/<int:unit_no>/", f"/hygiene/coverage/{PRIMARY}/"
SCHOOL, AT = "hygiene/school/<int:school_no>/", f"/hygiene/school/{PRIMARY}/"

HYGIENE_DONE_ROWS = (
    Row("hygiene/coverage/", "GET", "/hygiene/coverage/", "3333333n333n", "3333333n333n", "sns3"),
    unit_row(COVERAGE, HERE, SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{COVERAGE}export/", f"{HERE}export/", SEE, ALL, "snsn", unit=PRIMARY),
    *(
        unit_row(
            f"hygiene/{page}/<int:unit_no>/", f"/hygiene/{page}/{PRIMARY}/", SEE, ALL, "snsn",
            unit=PRIMARY,
        )
        for page in ("spots", "dose", "use")
    ),
    *(
        unit_row(f"{SCHOOL}{page}/", f"{AT}{page}/", SEE, ALL, "snsn", unit=PRIMARY)
        for page in ("ledger", "air-sheet", "bus-sheet")
    ),
    id_row(
        "hygiene/place/<uuid:place_id>/sheet/", "/hygiene/place/{premises}/sheet/", AT_PLACE, ALL, "snsn"
    ),
)  # fmt: skip

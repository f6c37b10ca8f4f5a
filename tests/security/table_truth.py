"""The access table of products, solutions, doubts and checks of hygiene. Letters: see table.py."""

from tests.builders import PRIMARY
from tests.security.rows import ALL, Row, id_row, unit_row

# Whoever has to do with cleaning somewhere; checks there; cleans somewhere.
SEE, CHECK, CLEANS = "2222222n222n", "n2222nnnnnnn", "nnn22n2n222n"
PRODUCTS, AT = "hygiene/products/<int:unit_no>/", f"/hygiene/products/{PRIMARY}/"
CLOSE, CLOSING = "hygiene/product/<uuid:product_id>/close/", "/hygiene/product/{bottle}/close/"
DOUBTS, TRUTH = "hygiene/doubts/<int:unit_no>/", "hygiene/record/<uuid:record_id>/truth/"
LOT, LOOK = "hygiene/check/<uuid:draw_id>/", "hygiene/place/<uuid:place_id>/look/"
FILES = "hygiene/looked/<uuid:check_id>/files/<uuid:file_id>/"
PHOTO = "hygiene/looked/<uuid:check_id>/photo/"

TRUTH_ROWS = (
    Row("hygiene/dilute/", "GET", "/hygiene/dilute/", SEE, SEE, "sns2"),
    unit_row(PRODUCTS, AT, SEE, ALL, "sns2", unit=PRIMARY),
    unit_row(PRODUCTS, AT, "fffuuffnfufn", ALL, "snsf", unit=PRIMARY, method="POST"),
    unit_row(f"{PRODUCTS}import/", f"{AT}import/", "nff22nnnn2nn", ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{PRODUCTS}import/",
        f"{AT}import/",
        "nffuunnnnunn",
        ALL,
        "snsn",
        unit=PRIMARY,
        method="POST",
    ),
    id_row(CLOSE, CLOSING, "nff22nnnn2nn", ALL, "snsn"),
    id_row(CLOSE, CLOSING, "nffuunnnnunn", ALL, "snsn", method="POST"),
    Row("hygiene/doubts/", "GET", "/hygiene/doubts/", "n3333nnnnnnn", "n3333nnnnnnn", "snsn"),
    unit_row(DOUBTS, f"/hygiene/doubts/{PRIMARY}/", CHECK, ALL, "snsn", unit=PRIMARY),
    id_row(TRUTH, "/hygiene/record/{told}/truth/", "f2222nnnf2fn", ALL, "snsn"),
    Row("hygiene/statements/", "GET", "/hygiene/statements/", CLEANS, CLEANS, "sns2"),
    Row("hygiene/statements/", "POST", "/hygiene/statements/", ALL, ALL, "snsn"),
    id_row(LOT, "/hygiene/check/{lot}/", CHECK, ALL, "snsn"),
    id_row(LOT, "/hygiene/check/{lot}/", "nuuuunnnnnnn", ALL, "snsn", method="POST"),
    id_row(LOOK, "/hygiene/place/{spot_place}/look/", CHECK, ALL, "snsn"),
    id_row(LOOK, "/hygiene/place/{spot_place}/look/", "nuuuunnnnnnn", ALL, "snsn", method="POST"),
    id_row(FILES, "/hygiene/looked/{looked}/files/{proof_said}/", "n2222nnnn2nn", ALL, "snsn"),
    id_row(PHOTO, "/hygiene/looked/{looked}/photo/", ALL, ALL, "snsn"),
)

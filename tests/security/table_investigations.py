"""The rows of the access table about events. Written by hand as the rest."""

from tests.security.rows import ALL, Row, id_row

# Who sees events; who investigates them: the bureau, the principal, the doctor.
_SEE, _KEEP = "222222nnnnnn", "n2n22nnnnnnn"
# Nothing was chosen, so that what is wrong is said; whoever only sees is refused.
_SEND = "fufuufnnnnnn"
_EVENT, _AT = "investigations/<uuid:event_id>/", "/investigations/{event}/"
_CASE = f"{_AT}cases/{{case}}/"
_SHEET = f"{_AT}exposures/{{exposure}}/17306881/"

INVESTIGATIONS_ROWS = (
    Row("investigations/", "GET", "/investigations/", _SEE, _SEE, "snsn"),
    Row("investigations/new/", "GET", "/investigations/new/", _KEEP, _KEEP, "snsn"),
    Row("investigations/new/", "POST", "/investigations/new/", "nunuunnnnnnn", "nunuunnnnnnn", "snsn"),
    id_row(_EVENT, _AT, _SEE, ALL, "snsn"),
    id_row(_EVENT, f"{_AT}?act=exclude", _SEND, ALL, "snsn", method="POST"),
    id_row(f"{_EVENT}cases/", f"{_AT}cases/", _SEE, ALL, "snsn"),
    id_row(f"{_EVENT}cases/", f"{_AT}cases/", _SEND, ALL, "snsn", method="POST"),
    id_row(f"{_EVENT}cases/add/", f"{_AT}cases/add/", _KEEP, ALL, "snsn"),
    id_row(f"{_EVENT}cases/add/", f"{_AT}cases/add/", _KEEP, ALL, "snsn", method="POST"),
    id_row(f"{_EVENT}cases/<uuid:case_id>/", _CASE, _SEE, ALL, "snsn"),
    id_row(
        f"{_EVENT}cases/<uuid:case_id>/", f"{_CASE}?act=onset", _SEND, ALL, "snsn", method="POST",
    ),
    id_row(f"{_EVENT}picture/", f"{_AT}picture/", _SEE, ALL, "snsn"),
    id_row(f"{_EVENT}exposures/", f"{_AT}exposures/", _SEE, ALL, "snsn"),
    id_row(f"{_EVENT}exposures/", f"{_AT}exposures/", _SEND, ALL, "snsn", method="POST"),
    id_row(f"{_EVENT}exposures/<uuid:exposure_id>/<int:unit_no>/", _SHEET, _KEEP, ALL, "snsn"),
    # Nothing was changed, and that is saved.
    id_row(
        f"{_EVENT}exposures/<uuid:exposure_id>/<int:unit_no>/", _SHEET, "n3n33nnnnnnn", ALL, "snsn",
        method="POST",
    ),
)  # fmt: skip

"""The rows of the access table about measures. Written by hand as the rest."""

from tests.security.rows import ALL, Row, id_row

# Who sees measures; who carries them out, and has a list of their own.
_SEE, _OWN = "222222nnnnnn", "nnn22n2n222n"
_EVENT, _AT = "measures/events/<uuid:event_id>/", "/measures/events/{ordered}/"
_ONE, _HERE = "measures/<uuid:measure_id>/", "/measures/{measure}/"
_REST, _THERE = "measures/suspensions/<uuid:suspension_id>/", "/measures/suspensions/{suspension}/"

MEASURES_ROWS = (
    Row("measures/", "GET", "/measures/", _SEE, _SEE, "snsn"),
    Row("measures/mine/", "GET", "/measures/mine/", _OWN, _OWN, "sns2"),
    Row("measures/suspensions/", "GET", "/measures/suspensions/", _SEE, _SEE, "snsn"),
    id_row(_EVENT, _AT, _SEE, ALL, "snsn"),
    # Nothing was chosen, so that what is wrong is said; whoever only sees is refused.
    id_row(_EVENT, f"{_AT}?act=order", "fufuufnnnnnn", ALL, "snsn", method="POST"),
    # Its owner too, who sees no others.
    id_row(_ONE, _HERE, "222222nnn2nn", ALL, "snsn"),
    id_row(_ONE, f"{_HERE}?act=done", "fffuufnnnunn", ALL, "snsn", method="POST"),
    id_row(f"{_ONE}files/<uuid:file_id>/", f"{_HERE}files/{{proof}}/", "222222nnn2nn", ALL, "snsn"),
    id_row(_REST, _THERE, _SEE, ALL, "snsn"),
    id_row(_REST, f"{_THERE}?act=decide", "fuffffnnnnnn", ALL, "snsn", method="POST"),
)

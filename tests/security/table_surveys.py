"""The rows of the access table about surveys, and the round of the county that they name."""

from tests import builders
from tests.builders import CLASS_11, COUNTY, PRIMARY, Universe
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.accounts.queries import code_of
from xiaoan.kernel import ciphers
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.surveys import rules, services
from xiaoan.surveys.models import Code, Import, Tally, Unsettled
from xiaoan.surveys.queries.sheets import ERRORS

_UNIT = "surveys/<uuid:round_id>/<int:unit_no>/"


def _at(what: str, unit: int = PRIMARY) -> str:
    return f"/surveys/{{round}}/{unit}/{what}"


SURVEYS_ROWS = (
    Row("surveys/", "GET", "/surveys/", "2222222nnnnn", "2222222nnnnn", "sns2"),
    Row("surveys/new/", "GET", "/surveys/new/", "n2n2nnnnnnnn", "n2n2nnnnnnnn", "snsn"),
    Row("surveys/new/", "POST", "/surveys/new/", "nununnnnnnnn", "nununnnnnnnn", "snsn"),
    Row("surveys/mine/", "GET", "/surveys/mine/", "nnnnnnnnnnn2", "nnnnnnnnnnn2", "snsn"),
    Row("surveys/me/", "GET", "/surveys/me/", "22222222222n", "22222222222n", "sns2"),
    # It asks pupils: nobody has a form of their own in it.
    id_row("surveys/me/<uuid:round_id>/", "/surveys/me/{round}/", ALL, ALL, "snsn"),
    id_row("surveys/me/<uuid:round_id>/", "/surveys/me/{round}/", ALL, ALL, "snsn", method="POST"),
    unit_row(_UNIT, _at(""), "22222nnnnnnn", ALL, "snsn", unit=PRIMARY),
    # The county's round is opened and ended at the county.
    unit_row(
        _UNIT, _at("", COUNTY), "f3nnnnnnnnnn", ALL, "snsn", unit=COUNTY, method="POST",
        body={"act": "open"},
    ),
    unit_row(f"{_UNIT}people/", _at("people/", CLASS_11), "n222222nnnnn", ALL, "snsn"),
    # Urging nobody is no way around the check.
    unit_row(
        f"{_UNIT}urge/", _at("urge/"), "33333nnnnnnn", ALL, "snsn", unit=PRIMARY, method="POST"
    ),
    unit_row(
        f"{_UNIT}export/", _at("export/"), "n3333nnnnnnn", ALL, "snsn", unit=PRIMARY, method="POST"
    ),
    unit_row(f"{_UNIT}import/", _at("import/", CLASS_11), "nnn2222nnnnn", ALL, "snsn"),
    unit_row(
        f"{_UNIT}import/", _at("import/", CLASS_11), "nnnuuuunnnnn", ALL, "snsn", method="POST"
    ),
    id_row(
        "surveys/errors/<uuid:import_id>/", "/surveys/errors/{answers}/", "nnn2222nnnnn", ALL, "snsn"
    ),
    id_row(
        "surveys/sheet/<uuid:tally_id>/", "/surveys/sheet/{tally}/", "n222222nnnnn", ALL, "snsn"
    ),
    id_row(
        "surveys/sheet/<uuid:tally_id>/", "/surveys/sheet/{tally}/", "nff3333nnnnn", ALL, "snsn",
        method="POST",
    ),
    id_row(
        "surveys/sheet/<uuid:tally_id>/codes/", "/surveys/sheet/{tally}/codes/", "nnn2222nnnnn", ALL,
        "snsn",
    ),
    id_row(
        "surveys/sheet/<uuid:tally_id>/codes/", "/surveys/sheet/{tally}/codes/", "nnn3333nnnnn", ALL,
        "snsn", method="POST",
    ),
    id_row(
        "surveys/codes/<uuid:code_id>/", "/surveys/codes/{strip}/", "nnn2222nnnnn", ALL, "snsn"
    ),
    id_row(
        "surveys/codes/<uuid:code_id>/", "/surveys/codes/{strip}/", "nnn3333nnnnn", ALL, "snsn",
        method="POST",
    ),
    # Of the guardian's own child.
    id_row(
        "surveys/answer/<uuid:round_id>/<uuid:person_id>/", "/surveys/answer/{round}/{ward}/",
        "nnn2222nnnn2", ALL, "snsn",
    ),
    id_row(
        "surveys/answer/<uuid:round_id>/<uuid:person_id>/", "/surveys/answer/{round}/{ward}/",
        "nnnuuuunnnnu", ALL, "snsn", method="POST",
    ),
    # Of another child of the class.
    id_row(
        "surveys/answer/<uuid:round_id>/<uuid:person_id>/", "/surveys/answer/{round}/{child}/",
        "nnn2222nnnnn", ALL, "snsn",
    ),
    id_row(
        "surveys/versions/<uuid:round_id>/<uuid:person_id>/", "/surveys/versions/{round}/{child}/",
        "n222222nnnnn", ALL, "snsn",
    ),
    # On to where the duty is done, or to what was said.
    id_row(
        "surveys/unsettled/<uuid:unsettled_id>/", "/surveys/unsettled/{unsettled}/", "n333333nnnnn",
        ALL, "snsn",
    ),
    id_row(
        "surveys/decide/<uuid:answer_id>/", "/surveys/decide/{answer}/", "n2222n2nnnnn", ALL, "snsn"
    ),
    id_row(
        "surveys/decide/<uuid:answer_id>/", "/surveys/decide/{answer}/", "nuuuununnnnn",
        ALL, "snsn", method="POST",
    ),
    # ---------------------------------------------------------------- codes on paper
    Row("surveys/c/", "GET", "/surveys/c/", "2" * 12, "2" * 12, "2222"),
    Row("surveys/c/", "POST", "/surveys/c/", "u" * 12, "u" * 12, "uuuu"),
    Row("surveys/c/<str:code>/", "GET", "/surveys/c/{survey_code}/", "2" * 12, "2" * 12, "2222"),
    Row("surveys/c/<str:code>/", "GET", "/surveys/c/000000000000/", ALL, ALL, "nnnn"),
    Row("surveys/c/<str:code>/", "POST", "/surveys/c/{survey_code}/", "u" * 12, "u" * 12, "uuuu"),
    # Nobody has given the proof in these sessions.
    Row(
        "surveys/c/<str:code>/answer/", "GET", "/surveys/c/{survey_code}/answer/", "3" * 12, "3" * 12,
        "3333",
    ),
    Row(
        "surveys/c/<str:code>/answer/", "POST", "/surveys/c/{survey_code}/answer/", "3" * 12, "3" * 12,
        "3333",
    ),
)  # fmt: skip


def ask_round(universe: Universe) -> dict[str, str]:
    """A round of the whole county, an answer of class 1(1) that something contradicts, codes, a sheet."""
    child = universe.person(CLASS_11, 3)
    with acting_as(builders.BUILDER) as actor:
        wanted = rules.Wanted("摸排", "pupils", (), builders.MORNING.replace(hour=18), None)
        row = services.make_round(actor, uuid7(), COUNTY, wanted)
        services.open_round(actor, row.pk)
        tally = Tally.objects.get(round_id=row.pk, unit_no=CLASS_11)
        told = services.answer(actor, services.Given(uuid7(), row.pk, child, rules.ALL_WELL))
        services.mark_contradicted(actor, told.answer_id, uuid7())
        services.make_codes(actor, tally.pk)
        sheet = Import.objects.create(
            id=uuid7(), school_id=PRIMARY, unit_no=CLASS_11, round_id=row.pk, mode="good", rows=1,
            taken=0, refused=1, at=builders.MORNING,
        )  # fmt: skip
        _seal(sheet)
        unsettled = Unsettled.objects.get(person_id=child)
        strip = Code.objects.get(person_id=universe.person(CLASS_11, 4))
    return {
        "round": str(row.pk),
        "tally": str(tally.pk),
        "answer": str(told.answer_id),
        "answers": str(sheet.pk),
        "unsettled": str(unsettled.pk),
        "strip": str(strip.pk),
        "ward": str(universe.person(CLASS_11, 1)),
        "survey_code": code_of(row.pk, child),
    }


def _seal(sheet: Import) -> None:
    sheet.errors_cipher = ciphers.seal_bytes(b"x", place=ERRORS, row=sheet.pk)
    sheet.save(update_fields=["errors_cipher"])

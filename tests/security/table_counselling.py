"""The access table of counselling. Nobody in it is a counsellor: every page of words is there for nobody.
Letters: see table.py. What a counsellor opens is a list of its own."""

import datetime as dt

from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe
from tests.counselling.care import MARKER, a_note, counsellor
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.accounts import queries as accounts
from xiaoan.accounts.models import User
from xiaoan.counselling import services
from xiaoan.counselling.models import Takeover
from xiaoan.counselling.rules import instruments
from xiaoan.counselling.services import NewReferral, NewScreening, Said
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter

COUNSELLOR = "counsellor of the table"
_STAFF, _FAMILY, _CARES = "nnn222222nnn", "nnnnnnnnnnn2", "nnn2222nnnnn"
_FORM = {"submission_id": "0190b2d0-0000-7000-8000-0000000ca5e5", "step": "stay"}
_CASE, _OF_CASE = "counselling/cases/<uuid:case_id>/", "/counselling/cases/{cared}/"
_REFERRAL, _OF_REFERRAL = (
    "counselling/referrals/<uuid:referral_id>/",
    "/counselling/referrals/{plea}/",
)
_SCREENING, _OF = (
    "counselling/screenings/<uuid:screening_id>/",
    "/counselling/screenings/{sifting}/",
)
_EMERGENCY = "counselling/emergencies/<uuid:emergency_id>/"
_FAMILY_ROUTE = "counselling/family/<uuid:screening_id>/<uuid:person_id>/"
_NOBODY = "snsn"
_CALL = "/counselling/family-call/{cared}/"

COUNSELLING_ROWS = (
    Row("counselling/", "GET", "/counselling/", _STAFF, _STAFF, "sns2"),
    Row("counselling/refer/", "GET", "/counselling/refer/", _STAFF, _STAFF, "sns2"),
    Row("counselling/refer/", "POST", "/counselling/refer/", "nnnnnnuunnnn", "nnnnnnuunnnn", "snsu"),
    unit_row("counselling/refer/", f"/counselling/refer/?unit={CLASS_11}", _STAFF, ALL, _NOBODY),
    Row("counselling/desk/", "GET", "/counselling/desk/", ALL, ALL, _NOBODY),
    id_row(_REFERRAL, _OF_REFERRAL, ALL, ALL, _NOBODY),
    id_row(f"{_REFERRAL}take/", f"{_OF_REFERRAL}take/", ALL, ALL, _NOBODY),
    id_row(f"{_REFERRAL}take/", f"{_OF_REFERRAL}take/", ALL, ALL, _NOBODY, method="POST"),
    id_row(f"{_REFERRAL}decline/", f"{_OF_REFERRAL}decline/", ALL, ALL, _NOBODY),
    id_row(f"{_REFERRAL}decline/", f"{_OF_REFERRAL}decline/", ALL, ALL, _NOBODY, method="POST"),
    id_row("counselling/family-call/<uuid:about_id>/", _CALL, ALL, ALL, _NOBODY),
    id_row(
        "counselling/family-call/<uuid:about_id>/", _CALL, ALL, ALL, _NOBODY, method="POST", body=_FORM
    ),
    Row("counselling/cases/new/", "GET", "/counselling/cases/new/", ALL, ALL, _NOBODY),
    Row("counselling/cases/new/", "POST", "/counselling/cases/new/", ALL, ALL, _NOBODY),
    id_row(_CASE, _OF_CASE, ALL, ALL, _NOBODY),
    id_row(f"{_CASE}<slug:act>/", f"{_OF_CASE}note/", ALL, ALL, _NOBODY),
    id_row(f"{_CASE}<slug:act>/", f"{_OF_CASE}note/", ALL, ALL, _NOBODY, method="POST", body=_FORM),
    # Whoever is named by their post goes there; the bureau and subject teachers do not.
    id_row(_EMERGENCY, "/counselling/emergencies/{alarm}/", _CARES, ALL, _NOBODY),
    id_row(
        _EMERGENCY, "/counselling/emergencies/{alarm}/", "nnn3333nnnnn", ALL, _NOBODY, method="POST",
        body=_FORM,
    ),
    Row("counselling/screenings/", "GET", "/counselling/screenings/", ALL, ALL, _NOBODY),
    Row("counselling/screenings/new/", "GET", "/counselling/screenings/new/", ALL, ALL, _NOBODY),
    Row("counselling/screenings/new/", "POST", "/counselling/screenings/new/", ALL, ALL, _NOBODY),
    id_row(_SCREENING, _OF, ALL, ALL, _NOBODY),
    id_row(
        f"{_SCREENING}children/<uuid:person_id>/", f"{_OF}children/{{child}}/", ALL, ALL, _NOBODY
    ),
    id_row(
        f"{_SCREENING}children/<uuid:person_id>/", f"{_OF}children/{{child}}/?act=withdraw", ALL, ALL,
        _NOBODY, method="POST",
    ),
    Row("counselling/family/", "GET", "/counselling/family/", _FAMILY, _FAMILY, _NOBODY),
    Row("counselling/family/ask/", "GET", "/counselling/family/ask/", _FAMILY, _FAMILY, _NOBODY),
    Row(
        "counselling/family/ask/", "POST", "/counselling/family/ask/", "nnnnnnnnnnnu", "nnnnnnnnnnnu",
        _NOBODY,
    ),
    id_row(_FAMILY_ROUTE, "/counselling/family/{sifting}/{sifted}/", _FAMILY, ALL, _NOBODY),
    id_row(
        _FAMILY_ROUTE, "/counselling/family/{sifting}/{sifted}/", "nnnnnnnnnnnu", ALL, _NOBODY,
        method="POST",
    ),
    Row("counselling/figures/", "GET", "/counselling/figures/", "2222nnnnnnnn", "2222nnnnnnnn", _NOBODY),
    unit_row(
        "counselling/figures/", f"/counselling/figures/?unit={PRIMARY}", "2222nnnnnnnn", ALL, _NOBODY,
        unit=PRIMARY,
    ),
    Row("counselling/keeping/", "GET", "/counselling/keeping/", "n2nnnnnnnnnn", "n2nnnnnnnnnn", _NOBODY),
    Row("counselling/keeping/", "POST", "/counselling/keeping/", "nunnnnnnnnnn", "nunnnnnnnnnn", _NOBODY),
    id_row(
        "counselling/takeovers/<uuid:takeover_id>/", "/counselling/takeovers/{handing}/", "n3nnnnnnnnnn",
        ALL, _NOBODY, method="POST",
    ),
    unit_row(
        "counselling/successor/<int:unit_no>/", f"/counselling/successor/{PRIMARY}/", "nnn2nnnnnnnn", ALL,
        _NOBODY, unit=PRIMARY,
    ),
    unit_row(
        "counselling/successor/<int:unit_no>/", f"/counselling/successor/{PRIMARY}/", "nnnunnnnnnnn", ALL,
        _NOBODY, unit=PRIMARY, method="POST",
    ),
)  # fmt: skip

# str(row) → letter, of a counsellor of the primary school, beyond what all of the staff open.
COUNSELLOR_OPENS = {
    "GET /counselling/family-call/{cared}/": "2",
    "POST /counselling/family-call/{cared}/ with submission_id,step": "3",
    "GET /counselling/": "2",
    "GET /counselling/refer/": "2",
    f"GET /counselling/refer/?unit={CLASS_11}": "2",
    "GET /counselling/desk/": "2",
    "GET /counselling/referrals/{plea}/": "2",
    "GET /counselling/referrals/{plea}/take/": "2",
    "POST /counselling/referrals/{plea}/take/": "u",
    "GET /counselling/referrals/{plea}/decline/": "2",
    "POST /counselling/referrals/{plea}/decline/": "u",
    "GET /counselling/cases/new/": "2",
    "GET /counselling/cases/{cared}/": "2",
    "GET /counselling/cases/{cared}/note/": "2",
    "POST /counselling/cases/{cared}/note/ with submission_id,step": "u",
    "GET /counselling/emergencies/{alarm}/": "2",
    "POST /counselling/emergencies/{alarm}/ with submission_id,step": "3",
    "GET /counselling/screenings/": "2",
    "GET /counselling/screenings/new/": "2",
    "POST /counselling/screenings/new/": "u",
    "GET /counselling/screenings/{sifting}/": "2",
    "GET /counselling/screenings/{sifting}/children/{child}/": "2",
    "GET /counselling/figures/": "2",
    f"GET /counselling/figures/?unit={PRIMARY}": "2",
}


def counselled(universe: Universe) -> dict[str, str]:
    """A counsellor with a case, a referral that waits, an emergency, a screening that a child has
    answered, and a takeover; the marker in everything that was written."""
    with acting_as(BUILDER):
        user = counsellor(COUNSELLOR)
        gone = counsellor("gone before")
    with acting_as(_actor(user)) as actor:
        case_id = services.take_directly(actor, universe.person(CLASS_11, 3), a_note())
        services.add(actor, a_note(case_id, kind="plan", plan={"signs": MARKER}))
        sifting = services.open_screening(
            actor, NewScreening(uuid7(), PRIMARY, [CLASS_11], DAY + dt.timedelta(days=7))
        )
        answers = dict.fromkeys(instruments.INSTRUMENTS["guardian"].asked, 1) | {"k_harm": 0}
        services.say(
            actor,
            Said(
                uuid7(),
                sifting,
                universe.person(CLASS_11, 2),
                agreed=True,
                answers=answers,
                on_paper=True,
                signed=True,
            ),
        )
    with acting_as(universe.cast["teacher"]) as teacher:
        child = universe.person(CLASS_11, 5)
        plea = services.refer(teacher, NewReferral(uuid7(), child, frozenset({"crying"}), MARKER))
    with acting_as(universe.cast["doctor"]) as doctor:
        child = universe.person(CLASS_11, 6)
        alarm = services.refer(doctor, NewReferral(uuid7(), child, frozenset(), MARKER, "now"))
    with acting_as(universe.cast["guardian"]) as guardian:
        own = universe.person(CLASS_11, 1)
        services.ask_for_child(
            guardian, NewReferral(uuid7(), own, frozenset(), MARKER, via="guardian")
        )
    with acting_as(BUILDER):
        handing = Takeover.objects.create(
            school_id=PRIMARY, unit_no=PRIMARY, from_id=gone.pk, to_id=user.pk,
            asked_by_id=universe.users["principal"].pk, asked_at=clock.now(),
        )  # fmt: skip
    return {
        "cared": str(case_id), "plea": str(plea.id), "alarm": str(alarm.emergency_id),
        "sifting": str(sifting), "sifted": str(universe.person(CLASS_11, 1)), "handing": str(handing.pk),
    }  # fmt: skip


def _actor(user: User) -> Actor:
    with acting_as(BUILDER):
        enter(BUILDER)
        return accounts.actor_of(user)

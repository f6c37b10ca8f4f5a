"""A step that another overtook: kept, shown beside what was recorded, decided by a person."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import Universe
from tests.illness.ill import Acting, feverish, report, step, the_illness
from xiaoan.illness import queries
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness, Late, Step
from xiaoan.journal.models import Entry
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.web import waiting

SignedIn = Callable[[str], Client]


def overtaken(
    acting: Acting, universe: Universe, client: Client
) -> tuple[Illness, dict[str, str], str]:
    """The doctor's phone was without a network: "observe" arrives when the child is in care already."""
    report(feverish(universe, 2))
    row, doctor = the_illness(), acting("doctor")
    for kind in ("observe", "reach", "send"):
        step(doctor, row, kind, {"who": "母亲"})
    form = {
        "observe-step_id": str(uuid7()), "observe-room": "保健室", "observe-flags": "rapid_breathing",
    }  # fmt: skip
    answer = client.post(
        f"/illness/{row.pk}/?act=observe", form, headers={"X-Outbox": str(doctor.user_id)}
    )
    assert answer.status_code == 204
    assert "X-Outbox" not in answer.headers  # a receipt: it leaves the list of what is unsent
    return row, form, answer.headers["X-Outbox-To"]


def test_it_is_kept_and_comes_to_a_person(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    client = signed_in("doctor")
    row, form, to = overtaken(acting, universe, client)
    assert client.post(f"/illness/{row.pk}/?act=observe", form).headers["Location"] == to
    acting("doctor")
    assert Late.objects.count() == 1
    assert (the_illness().stage, Entry.objects.filter(kind="illness.late_kept").count()) == (
        "in_care",
        1,
    )
    page = client.get(to)
    text = page.content.decode()
    for words in ("进留观室", "保健室", "呼吸急促", "送医"):
        assert words in text
    assert [one["title"] for one in page.context["recorded"]] == [
        "送医", "联系到家长", "进留观室", "发现",
    ]  # fmt: skip
    assert to in client.get(f"/illness/{row.pk}/").content.decode()
    assert to in client.get("/illness/today/").content.decode()
    doctor = acting("doctor")
    assert [(one.url, one.count) for one in waiting.lines(doctor)] == [("/illness/today/", 1)]
    assert "保健室".encode() not in bytes(Late.objects.get().words or b"")


def test_both_stay_and_the_grave_sign_is_not_hidden(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    client = signed_in("doctor")
    row, _form, to = overtaken(acting, universe, client)
    assert client.post(to, {"choice": "?"}).status_code == 422
    assert client.post(to, {"choice": "kept"}).headers["Location"] == f"/illness/{row.pk}/"
    client.post(to, {"choice": "dropped"})
    doctor = acting("doctor")
    assert (Late.objects.get().state, the_illness().stage) == ("kept", "in_care")
    last = queries.steps_of(doctor, [row])[row.pk][-1]
    assert (last.kind, last.facts["late"], last.words) == ("late", "observe", {"room": "保健室"})
    text = client.get(f"/illness/{row.pk}/").content.decode()
    assert "迟到的记录:进留观室" in text
    assert "N-03:呼吸急促" in text
    assert waiting.lines(acting("doctor")) == []


def test_dropped_it_stays_out_of_the_course_and_is_not_deleted(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    client = signed_in("doctor")
    row, _form, to = overtaken(acting, universe, client)
    before = Step.objects.filter(illness_id=row.pk).count()
    client.post(to, {"choice": "dropped"})
    acting("doctor")
    assert (Late.objects.get().state, Step.objects.filter(illness_id=row.pk).count()) == (
        "dropped", before,
    )  # fmt: skip
    assert client.get(to).context["may_decide"] is False


def test_a_certificate_that_was_overtaken_is_kept_too(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(feverish(universe, 2))
    row = the_illness()
    form = {
        "certificate-step_id": str(uuid7()), "certificate-issuer": "县医院", "certificate-doctor": "张",
        "certificate-issued_on": "2026-11-23", "certificate-back_on": "2026-11-23",
    }  # fmt: skip
    answer = signed_in("doctor").post(f"/illness/{row.pk}/?act=certificate", form)
    acting("doctor")
    assert answer.headers["Location"] == f"/illness/late/{Late.objects.get().pk}/"


@pytest.mark.parametrize(
    ("name", "refused"),
    [("liaison", Forbidden), ("deputy", NotFound), ("teacher_12", NotFound), ("other_principal", NotFound)],
)  # fmt: skip
def test_who_may_not_decide(
    acting: Acting, universe: Universe, name: str, refused: type[Exception]
) -> None:
    report(feverish(universe, 2))
    late = illness.keep_late(acting("doctor"), illness.Done(uuid7(), the_illness().pk, "well"))
    with pytest.raises(refused):
        illness.decide_late(acting(name), late, "kept")


def test_who_may_not_do_a_step_does_not_leave_one(acting: Acting, universe: Universe) -> None:
    report(feverish(universe, 2))
    with pytest.raises(Forbidden):
        illness.keep_late(acting("teacher"), illness.Done(uuid7(), the_illness().pk, "observe"))


def test_one_id_is_one_sheet(acting: Acting, universe: Universe) -> None:
    report(feverish(universe, 2))
    doctor, row = acting("doctor"), the_illness()
    done = illness.Done(uuid7(), row.pk, "well")
    acting("doctor")
    assert illness.keep_late(doctor, done) == illness.keep_late(doctor, done)
    with pytest.raises(Conflict):
        illness.keep_late(doctor, illness.Done(done.id, row.pk, "home"))
    with pytest.raises(Invalid):
        illness.decide_late(doctor, done.id, "both")

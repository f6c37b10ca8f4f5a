"""The pages: taken, called in two taps, visited, decided; figures without names."""

import datetime as dt
import re
from collections.abc import Callable

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import CLASS_11, COUNTY, MORNING, Universe
from tests.outreach.calling import task_of, want
from tests.photos.pictures import jpeg
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave
from xiaoan.outreach import services

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]


def asked(acting: Acting, universe: Universe) -> str:
    services.ask(acting("teacher"), [want(universe, 2, uuid7()), want(universe, 2, uuid7())])
    address = f"/outreach/{task_of(universe.person(CLASS_11, 2)).pk}/"
    leave()
    return address


def form(answer: str, **given: str) -> dict[str, str]:
    return {"submission_id": str(uuid7()), "answer": answer, **given}


def test_from_the_list_to_a_visit_and_the_head(
    signed_in: SignedIn, acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    address, teacher = asked(acting, universe), signed_in("teacher")
    home = teacher.get("/outreach/").content.decode()
    assert ("测试生0002" in home, "没看课 ×2" in home, "待打 1 家,共 1 家未办结" in home) == (
        True, True, True,
    )  # fmt: skip
    assert "联系家庭" in teacher.get("/duties/today/").content.decode()
    assert teacher.post(f"{address}?act=take").status_code == 302
    assert "reached.no_device" in teacher.get(address).content.decode()
    other = signed_in("grade_head")
    late = other.post(f"{address}?act=take")
    assert (late.status_code, "班主任壬 从 07:30 起" in late.content.decode()) == (409, True)
    for minutes in (0, 20, 40):
        morning.move_to(MORNING + dt.timedelta(minutes=minutes))
        assert teacher.post(f"{address}?act=call", form("not_reached")).status_code == 302
    assert "待家访" in teacher.get(address).content.decode()
    alone = teacher.post(f"{address}?act=visit", form("nobody", note="门锁着"))
    assert (alone.status_code, 'id="second-fault"' in alone.content.decode()) == (422, True)
    assert 'value="门锁着"' in alone.content.decode()
    doctor = str(universe.users["doctor"].pk)
    shot = SimpleUploadedFile("门.jpg", jpeg(), "image/jpeg")
    went = {**form("nobody", second=doctor), "photo": shot}
    assert teacher.post(f"{address}?act=visit", went).status_code == 302
    (photo,) = re.findall(rf"{address}photos/[0-9a-f-]+/", teacher.get(address).content.decode())
    assert teacher.get(photo).headers["Content-Type"] == "image/jpeg"
    for name in ("teacher_12", "officer", "other_principal", "guardian"):
        assert signed_in(name).get(photo).status_code == 404
    assert teacher.get(f"{address}photos/{uuid7()}/").status_code == 404
    principal = signed_in("principal")
    assert "校长决定" in principal.get("/duties/today/").content.decode()
    bare = principal.post(f"{address}?act=lead", form("settled", why="moved"))
    assert (bare.status_code, "请写明怎么办" in bare.content.decode()) == (422, True)
    done = form("settled", why="moved", note="在外地就读,已核实")
    assert principal.post(f"{address}?act=lead", done).status_code == 302
    assert "已办结。" in principal.get(address).content.decode()


def test_ill_leads_to_the_page_where_illness_is_put_on_record(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    address, teacher = asked(acting, universe), signed_in("teacher")
    teacher.post(f"{address}?act=take")
    teacher.post(f"{address}?act=call", form("reached.ill", who="母亲"))
    assert f"/illness/open/{CLASS_11}/" in teacher.get(address).content.decode()


def test_above_a_school_there_are_figures_and_no_names(
    signed_in: SignedIn, acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    address, teacher = asked(acting, universe), signed_in("teacher")
    morning.move_to(MORNING + dt.timedelta(minutes=10))
    teacher.post(f"{address}?act=take")
    teacher.post(f"{address}?act=call", form("reached.no_device"))
    officer = signed_in("officer")
    assert officer.get("/outreach/").headers["Location"] == "/outreach/figures/"
    page = officer.get("/outreach/figures/").content.decode()
    assert ("城关镇" in page, "1/1" in page, "10.0" in page, "没有设备或网络" in page) == (
        True, True, True, True,
    )  # fmt: skip
    assert ("测试生" in page, officer.get(address).status_code) == (False, 404)
    assert officer.get(f"/outreach/figures/?unit={COUNTY}&days=2").status_code == 404
    assert signed_in("guardian").get("/outreach/").status_code == 404

"""What shows that a task is done; one task for each class; fields that say what they take."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe
from tests.outbreaks.looks import Acting
from tests.readiness.schools import SHOWN, data_url
from tests.schoolplans.states import filled, given, started, task_named, whole
from xiaoan.accounts.models import Grant
from xiaoan.directory import queries as directory
from xiaoan.duties.models import Duty
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.schoolplans import services
from xiaoan.schoolplans.models import Task
from xiaoan.schoolplans.queries import people

SignedIn = Callable[[str], Client]
OWN = f"/schoolplans/{PRIMARY}/"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"


def in_force(acting: Acting) -> None:
    """What the principal has written is approved and published."""
    no = services.submit(acting("principal"), uuid7(), PRIMARY)
    services.approve(acting("officer"), uuid7(), PRIMARY, no)
    services.publish(acting("principal"), uuid7(), PRIMARY)


def test_where_the_plan_asks_for_a_photo_none_is_refused(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    filled(acting, universe)
    in_force(acting)
    room = task_named("room")
    assert (room.wants_file, room.owed["evidence"]) == (True, "照片(附照片或文件)")
    with pytest.raises(Invalid) as refused:
        services.mark_done(acting("doctor"), uuid7(), room.pk, "设好了")
    assert refused.value.fields == {"photo": "missing"}
    leave()
    doctor, url = signed_in("doctor"), f"/schoolplans/task/{room.pk}/"
    form = {"submission_id": str(uuid7()), "note": "观察室设在一楼"}
    answer = doctor.post(url, form)
    page = answer.content.decode()
    assert (answer.status_code, "观察室设在一楼</textarea>" in page) == (422, True)
    assert "方案要求这项任务附照片或文件:照片(附照片或文件)。" in page
    paper = SimpleUploadedFile("验收单.pdf", PDF, content_type="application/pdf")
    said = {**form, "photo-1": data_url(), "paper": paper}
    assert doctor.post(url, said).status_code == 302
    row = task_named("room")
    photo = f"{url}photo/{row.done_photo_ids[0]}/"
    kept = f"{url}paper/{row.done_paper_ids[0]}/"
    assert (len(row.done_photo_ids), len(row.done_paper_ids)) == (1, 1)
    leave()
    for name, code in (
        ("doctor", 200), ("principal", 200), ("officer", 200), ("liaison", 200), ("canteen", 404),
        ("other_principal", 404), ("teacher", 404),
    ):  # fmt: skip
        reader = signed_in(name)
        assert [reader.get(one).status_code for one in (photo, kept)] == [code, code], name
    assert signed_in("principal").get(f"{url}photo/{uuid7()}/").status_code == 404
    chapter = signed_in("officer").get(f"{OWN}chapter/before/").content.decode()
    assert (photo in chapter, "验收单.pdf" in chapter) == (True, True)


def test_a_class_teacher_keeps_the_photo_in_the_own_class(
    acting: Acting, universe: Universe
) -> None:
    filled(acting, universe)
    room = task_named("room")
    teacher = universe.users["teacher"].pk
    services.put_task(acting("principal"), uuid7(), PRIMARY, given(room, deputy_id=teacher))
    in_force(acting)
    act = uuid7()
    for _twice in range(2):
        services.mark_done(acting("teacher"), act, room.pk, "设好了", SHOWN)
    row = task_named("room")
    assert (row.done_by_id, len(row.done_photo_ids)) == (teacher, 1)
    with pytest.raises(Conflict):
        services.mark_done(acting("doctor"), uuid7(), room.pk, "也设了", SHOWN)


def test_what_is_being_written_changes_no_task_that_is_owed(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    filled(acting, universe)
    in_force(acting)
    train = task_named("train")
    services.begin_change(acting("principal"), uuid7(), PRIMARY, "要细")
    changed = given(train, what="还没有想好的事", wants_file=True)
    services.put_task(acting("principal"), uuid7(), PRIMARY, changed)
    leave()
    doctor = signed_in("doctor")
    for url in (f"/schoolplans/task/{train.pk}/", "/schoolplans/mine/", "/duties/today/"):
        page = doctor.get(url).content.decode()
        assert ("还没有想好的事" in page, train.what in page) == (False, True), url
    services.mark_done(acting("doctor"), uuid7(), train.pk, "都培训了")
    assert task_named("train").done_note == "都培训了"


def test_one_task_for_every_class_teacher(acting: Acting, universe: Universe) -> None:
    started(acting)
    survey, act = task_named("survey"), uuid7()
    n = services.split_task(acting("principal"), act, PRIMARY, survey.pk, survey.rev)
    assert services.split_task(acting("principal"), act, PRIMARY, survey.pk, survey.rev) == 0
    enter(BUILDER)
    school = directory.place(PRIMARY)
    classes = directory.places_inside(school.interval, "class")
    rows = [one for one in whole().tasks if one.what.endswith(f":{survey.what}")]
    assert n == len(rows) == len(classes)
    assert [row.what for row in rows] == [f"{one.name}:{survey.what}" for one in classes]
    first = rows[[one.no for one in classes].index(CLASS_11)]
    assert first.person_id == universe.users["teacher"].pk
    assert {row.offset for row in rows} == {survey.offset}
    enter(BUILDER)
    assert Task.objects.get(pk=survey.pk).removed is True
    of_class = people.classes(school, whole().staff, DAY)
    assert [(row.person_id, row.deputy_id) for row in rows] == [
        (one.teacher_id, one.deputy_id) for one in of_class
    ]
    with pytest.raises(NotFound):
        services.split_task(acting("principal"), uuid7(), PRIMARY, survey.pk, survey.rev)
    with pytest.raises(NotFound):
        services.split_task(acting("other_principal"), uuid7(), PRIMARY, survey.pk, 0)
    letter = task_named("letter")
    with pytest.raises(services.Stale):
        services.split_task(acting("principal"), uuid7(), PRIMARY, letter.pk, letter.rev + 1)


def test_split_from_the_page(acting: Acting, signed_in: SignedIn) -> None:
    started(acting)
    survey = task_named("survey")
    leave()
    principal = signed_in("principal")
    url = f"{OWN}edit/{survey.pk}/"
    assert "分给每位班主任" in principal.get(url).content.decode()
    form = {"act": "split", "submission_id": str(uuid7()), "rev": survey.rev}
    assert principal.post(url, form).status_code == 302
    assert "每班一项" in principal.get(f"{OWN}chapter/people/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1000000000", "写 -120 到 120 之间的整数。"),
        ("-121", "写 -120 到 120 之间的整数。"),
        ("三天", "写整数:开学前 3 天写 -3,当天写 0,开学后 2 天写 2。"),
        ("²", "写整数:开学前 3 天写 -3,当天写 0,开学后 2 天写 2。"),
    ],
)
def test_days_from_the_opening_say_their_range(
    acting: Acting, signed_in: SignedIn, typed: str, said: str
) -> None:
    started(acting)
    train = task_named("train")
    leave()
    form = {
        "submission_id": str(uuid7()), "rev": train.rev, "what": train.what, "phase": "before",
        "offset": typed, "place": "全校", "evidence": "签到",
    }  # fmt: skip
    answer = signed_in("principal").post(f"{OWN}edit/{train.pk}/", form)
    page = answer.content.decode()
    assert (answer.status_code, said in page, f'value="{typed}"' in page) == (422, True, True)


def test_the_next_class_teacher_owes_what_the_plan_has_for_the_class(
    acting: Acting, universe: Universe
) -> None:
    filled(acting, universe)
    survey = task_named("survey")
    services.split_task(acting("principal"), uuid7(), PRIMARY, survey.pk, survey.rev)
    named_all(acting)
    in_force(acting)
    enter(BUILDER)
    row = Task.objects.get(class_no=CLASS_11, removed=False)
    teacher = universe.users["teacher"].pk
    assert (row.owes_id, row.class_teacher_id) == (teacher, teacher)
    assert services.follow_class_teacher(BUILDER, CLASS_11) is True
    enter(BUILDER)
    assert Task.objects.get(pk=row.pk).turn == row.turn
    other = universe.users["teacher_21"].pk
    held = Grant.objects.filter(user_id=teacher, role="class_teacher", unit_no=CLASS_11)
    assert held.update(user_id=other) == 1
    assert services.follow_class_teacher(BUILDER, CLASS_11) is True
    enter(BUILDER)
    row = Task.objects.get(pk=row.pk)
    assert (row.owes_id, row.person_id) == (other, teacher)
    open_now = Duty.objects.filter(about_id=row.pk, state="open")
    assert list(open_now.values_list("assignee_id", flat=True)) == [other]


def named_all(acting: Acting) -> None:
    """Whoever is missing from a task is named."""
    principal = acting("principal")
    enter(BUILDER)
    staff = [one.user_id for one in whole().staff]
    for task in whole().tasks:
        if task.person_id and task.deputy_id:
            continue
        person = task.person_id or next(who for who in staff if who != task.deputy_id)
        deputy = task.deputy_id or next(who for who in staff if who != person)
        sent = given(whole().rows[task.id], person_id=person, deputy_id=deputy)
        services.put_task(principal, uuid7(), PRIMARY, sent)

"""Keeping pictures: by whom, once, sealed; known again inside their school."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from tests.builders import BUILDER, CLASS_11, CLASS_12, JUNIOR, MORNING, PRIMARY, TOWN
from tests.photos.pictures import cut, encoded, exif, jpeg, scene
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.photos import queries, rules, services
from xiaoan.photos.models import Photo

Acting = Callable[[str], Actor]


def test_a_picture_is_kept_sealed_and_its_keeping_is_a_fact(acting: Acting) -> None:
    principal = acting("principal")
    kept = services.keep(principal, PRIMARY, jpeg())
    row = Photo.objects.get(pk=kept.id)
    assert (kept.school_id, kept.unit_no, kept.by_id, kept.at) == (
        PRIMARY, PRIMARY, principal.user_id, MORNING,
    )  # fmt: skip
    shown = queries.picture(kept.id)
    assert (shown[:3], len(shown)) == (b"\xff\xd8\xff", kept.size)
    assert shown not in bytes(row.content)
    fact = Entry.objects.filter(kind="photos.kept").get()
    assert (fact.school_id, fact.unit_no) == (PRIMARY, PRIMARY)
    assert bytes(row.kept_digest).hex() in fact.body
    assert queries.rows([kept.id]) == {kept.id: kept}


def test_what_the_camera_says_counts_before_what_the_sender_says(acting: Acting) -> None:
    principal = acting("principal")
    sent = encoded(scene(1, (300, 200)), exif=exif())
    claimed = MORNING - dt.timedelta(hours=2)
    by_camera = services.keep(principal, PRIMARY, sent, taken_at=claimed)
    by_sender = services.keep(principal, PRIMARY, jpeg(), taken_at=claimed)
    ahead = services.keep(principal, PRIMARY, jpeg(2), taken_at=MORNING + dt.timedelta(days=1))
    assert by_camera.taken_at == MORNING.replace(hour=7, minute=5)
    assert (by_sender.taken_at, ahead.taken_at) == (claimed, None)


def test_the_same_id_once_more_is_the_same_picture(acting: Acting) -> None:
    principal, pk = acting("principal"), uuid7()
    first = services.keep(principal, PRIMARY, jpeg(), photo_id=pk)
    assert services.keep(principal, PRIMARY, jpeg(), photo_id=pk) == first
    with pytest.raises(Conflict):
        services.keep(principal, PRIMARY, jpeg(2), photo_id=pk)
    other = acting("other_principal")
    with pytest.raises(Conflict):
        services.keep(other, JUNIOR, jpeg(), photo_id=pk)
    enter(BUILDER)
    assert Photo.objects.count() == 1


def test_nobody_keeps_a_picture_where_they_see_nothing(acting: Acting) -> None:
    with pytest.raises(NotFound):
        services.keep(acting("principal"), JUNIOR, jpeg())
    with pytest.raises(Forbidden):
        services.keep(BUILDER, PRIMARY, jpeg())
    enter(BUILDER)
    assert Photo.objects.count() == 0


def test_a_refused_picture_is_a_sentence_at_its_field(acting: Acting) -> None:
    with pytest.raises(Invalid) as refused:
        services.keep(acting("principal"), PRIMARY, b"\0\0\0\x18ftypheic" + b"\0" * 40)
    assert (refused.value.fields, "兼容性最佳" in str(refused.value)) == ({"photo": "heic"}, True)


def test_a_township_keeps_pictures_of_its_own(acting: Acting) -> None:
    assert services.keep(acting("liaison"), TOWN, jpeg()).school_id == 0


def test_other_units_do_not_see_a_picture(acting: Acting) -> None:
    kept = services.keep(acting("principal"), CLASS_12, jpeg())
    acting("teacher")
    with pytest.raises(NotFound):
        queries.picture(kept.id)
    with pytest.raises(NotFound):
        queries.seen_before(kept.id)


def test_pictures_are_never_changed_or_removed(acting: Acting) -> None:
    kept = services.keep(acting("principal"), PRIMARY, jpeg())
    for change in ("update photos_photo set at = now()", "delete from photos_photo"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert queries.rows([kept.id]) == {kept.id: kept}


def test_a_picture_used_before_is_known_across_the_school_and_no_further(
    acting: Acting, at: Callable[[str], None]
) -> None:
    one = scene(5, (640, 480))
    services.keep(acting("other_principal"), JUNIOR, encoded(one))
    first = services.keep(acting("principal"), CLASS_12, encoded(one))
    services.keep(acting("principal"), PRIMARY, jpeg(9))
    at("08:00")
    same = services.keep(acting("teacher"), CLASS_11, encoded(one))
    at("08:01")
    cropped = services.keep(acting("teacher"), CLASS_11, encoded(cut(one, 0.04), quality=60))
    other = services.keep(acting("teacher"), CLASS_11, jpeg(7))
    assert queries.seen_before(same.id)[0] == queries.Seen(first.id, CLASS_12, MORNING, True, 0)
    found = {(seen.photo_id, seen.is_same) for seen in queries.seen_before(cropped.id)}
    assert found == {(first.id, False), (same.id, False)}
    assert queries.seen_before(other.id) == []
    # The first of its kind was not seen before, whatever came later.
    enter(acting("principal"))
    assert queries.seen_before(first.id) == []


def test_bits_are_told_apart_as_the_rules_do(acting: Acting, at: Callable[[str], None]) -> None:
    """The database's arithmetic over signed numbers is that of `rules.distance`."""
    principal = acting("principal")
    pictures = [scene(5, (640, 480)), cut(scene(5, (640, 480)), 0.05)]
    first = services.keep(principal, PRIMARY, encoded(pictures[0]))
    at("08:00")
    second = services.keep(principal, PRIMARY, encoded(pictures[1]))
    marks = dict(Photo.objects.values_list("id", "marks"))
    far = rules.distance(marks[first.id], marks[second.id])
    assert [seen.distance for seen in queries.seen_before(second.id)] == [far]

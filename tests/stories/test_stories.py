"""Told, agreed to, approved by a second person, published, and down at once when a consent ends."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, PRIMARY, Universe
from tests.materials.library import guardian_of
from tests.photos.pictures import jpeg
from tests.stories.telling import say, shown_of, told
from xiaoan.accounts.models import Ward
from xiaoan.directory.events import GuardiansChanged
from xiaoan.directory.models import Guardian
from xiaoan.journal.models import Entry
from xiaoan.journal.services import record
from xiaoan.kernel.actor import NOBODY, Actor, system
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.stories import queries, rules, services
from xiaoan.stories.models import Shown, Story, Word
from xiaoan.stories.queries import published, seen
from xiaoan.wording.queries import Unanswered

Acting = Callable[[str], Actor]


def test_from_telling_to_the_public_page_and_down(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    new = told(universe, pictures=(jpeg(1),))
    pk = services.submit(teacher, new)
    assert services.submit(teacher, new) == pk
    assert Shown.objects.count() == 1
    principal = acting("principal")
    with pytest.raises(Conflict) as missing:
        services.publish(principal, uuid7(), pk, 1)
    assert "测试生0001" in str(missing.value)
    assert seen.to_decide(principal) == 0
    guardian = acting("guardian")
    (asked,) = seen.asked_of(guardian)
    assert (asked.is_child, asked.said, asked.title) == (True, "", "雨天借伞")
    say(guardian, pk, "given")
    principal = acting("principal")
    assert seen.to_decide(principal) == 1
    act = uuid7()
    services.publish(principal, act, pk, 1)
    services.publish(principal, act, pk, 1)
    enter(NOBODY)
    (shown,) = queries.public()
    assert (shown.title, shown.school, len(shown.photos)) == ("雨天借伞", "实验小学", 1)
    assert queries.public_photo(pk, shown.photos[0])[:2] == b"\xff\xd8"
    say(acting("guardian"), pk, "withdrawn")
    enter(NOBODY)
    assert queries.public() == []
    with pytest.raises(NotFound):
        queries.public_photo(pk, shown.photos[0])
    assert seen.story(acting("teacher"), pk).state == "withdrawn"
    with pytest.raises(NotFound):
        seen.story(acting("other_principal"), pk)
    enter(BUILDER)
    facts = Entry.objects.filter(kind__startswith="stories.")
    bodies = [str(one) for one in facts.values_list("body", flat=True)]
    assert len(bodies) == 5
    assert [one for one in bodies if "雨天" in one or "测" in one] == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 41}, "title"),
        ({"text": ""}, "text"),
        ({"text": "打13812345678"}, "text"),
        ({"text": "测试生0001真好"}, "text"),
        ({"text": "他发烧了"}, "looked"),
        ({"text": "他发烧了", "pupils": (), "nobody": True}, "looked"),
        ({"text": "还有测试生0002也来了"}, "text"),
        ({"text": "还有测试生0101也来了", "pupils": (), "nobody": True}, "text"),
        ({"title": "谢谢测 试 生0002"}, "title"),
        ({"text": "校医己来送药"}, "text"),
        ({"pupils": ()}, "people"),
        ({"pupils": (uuid7(),)}, "people"),
        ({"pictures": (b"x",)}, "photo"),
        ({"pictures": (b"x",) * 4}, "photo"),
    ],
)
def test_bad_input_is_said_at_its_field_and_nothing_is_kept(
    acting: Acting, universe: Universe, given: dict[str, object], field: str
) -> None:
    teacher = acting("teacher")
    with pytest.raises(Invalid) as refused:
        services.submit(teacher, told(universe, **given))
    assert list(refused.value.fields) == [field]
    assert Story.objects.count() == 0


def test_what_may_be_about_health_goes_through_once_looked_at(
    acting: Acting, universe: Universe
) -> None:
    text = "测同学帮老师发预防流感的单子。"
    new = told(universe, text=text)
    with pytest.raises(Invalid):
        services.submit(acting("teacher"), new)
    assert services.submit(acting("teacher"), replace(new, looked=("流感",))) == new.id
    # Also where no child is shown; and what was answered is answered, not what was written since.
    other = told(universe, text=f"{text}还有测试生0002。", pupils=(), nobody=True)
    with pytest.raises(Unanswered) as asked:
        services.submit(acting("teacher"), replace(other, looked=("流感",)))
    assert (asked.value.found.names, asked.value.found.words) == (("测试生0002",), ("流感",))
    services.submit(acting("teacher"), replace(other, looked=(asked.value.found.key,)))


def test_whoever_approves_answers_too(acting: Acting, universe: Universe) -> None:
    pk = services.submit(
        acting("teacher"),
        told(universe, text="测试生0002讲了预防流感。", looked=("流感|测试生0002",)),
    )
    say(acting("guardian"), pk, "given")
    principal = acting("principal")
    with pytest.raises(Unanswered) as asked:
        services.publish(principal, uuid7(), pk, 1)
    assert asked.value.found.key == "测试生0002|流感" or asked.value.found.key == "流感|测试生0002"
    services.publish(principal, uuid7(), pk, 1, (asked.value.found.key,))


def _guardian_ends(universe: Universe, day: dt.date) -> None:
    """Who agreed answers for the child no more, from a day on."""
    enter(BUILDER)
    child = universe.person(CLASS_11, 1)
    entry = Guardian.objects.create(
        school_id=PRIMARY, unit_no=CLASS_11, person_id=child, name="家长申", relation="父亲",
        phone_cipher=b"x", phone_index=b"x", since=dt.date(2026, 8, 25), until=day, past_rank=1,
    )  # fmt: skip
    Ward.objects.filter(person_id=child, guardian_id=None).update(guardian_id=entry.pk)


def test_the_yes_of_who_is_no_guardian_any_more_is_none(acting: Acting, universe: Universe) -> None:
    pk = services.submit(acting("teacher"), told(universe))
    say(acting("guardian"), pk, "given")
    assert seen.to_decide(acting("principal")) == 1
    _guardian_ends(universe, DAY)
    principal = acting("principal")
    assert seen.to_decide(principal) == 0
    (shown,) = seen.story(principal, pk).consents
    assert (shown.state, shown.has_lapsed) == ("missing", True)
    with pytest.raises(Conflict) as missing:
        services.publish(principal, uuid7(), pk, 1)
    assert "测试生0001" in str(missing.value)


def test_a_published_story_comes_down_when_its_consent_lapses(
    acting: Acting, universe: Universe
) -> None:
    pk = services.submit(acting("teacher"), told(universe))
    say(acting("guardian"), pk, "given")
    services.publish(acting("principal"), uuid7(), pk, 1)
    with acting_as(system("stories")) as actor:
        assert services.lapse_all(actor) == 0
    _guardian_ends(universe, DAY)
    # Not shown from that moment, taken down within the hour, and the reason stands on it.
    enter(NOBODY)
    assert queries.public() == []
    with pytest.raises(NotFound):
        seen.story(acting("other_principal"), pk)
    with acting_as(system("stories")) as actor:
        assert services.lapse_all(actor) == 1
        assert services.lapse_all(actor) == 0
    found = seen.story(acting("teacher"), pk)
    assert (found.state, found.reason) == ("withdrawn", rules.LAPSED)


def test_a_change_of_guardians_takes_it_down_at_once(acting: Acting, universe: Universe) -> None:
    pk = services.submit(acting("teacher"), told(universe))
    say(acting("guardian"), pk, "given")
    services.publish(acting("principal"), uuid7(), pk, 1)
    _guardian_ends(universe, DAY)
    with acting_as(system("tests")) as actor:
        record(
            actor,
            GuardiansChanged(
                school_id=PRIMARY, unit_no=CLASS_11, person_id=universe.person(CLASS_11, 1),
                what="ended", guardian_ids=(),
            ),
        )  # fmt: skip
    assert seen.story(acting("teacher"), pk).state == "withdrawn"


def test_a_change_asks_everybody_anew(acting: Acting, universe: Universe) -> None:
    pk = services.submit(acting("teacher"), told(universe))
    say(acting("guardian"), pk, "given")
    services.give_back(acting("principal"), uuid7(), pk, "标题改一改")
    assert seen.story(acting("teacher"), pk).reason == "标题改一改"
    services.revise(acting("teacher"), pk, told(universe, title="借伞"))
    with pytest.raises(Conflict):
        services.publish(acting("principal"), uuid7(), pk, 1)
    with pytest.raises(Conflict):
        services.publish(acting("principal"), uuid7(), pk, 2)
    guardian = acting("guardian")
    assert [one.said for one in seen.asked_of(guardian)] == [""]
    with pytest.raises(Conflict):
        say(guardian, pk, "given", edition=1)
    say(guardian, pk, "given", edition=2)
    services.publish(acting("principal"), uuid7(), pk, 2)
    assert seen.story(acting("other_principal"), pk).title == "借伞"


def test_one_of_two_guardians_is_enough_to_say_no(acting: Acting, universe: Universe) -> None:
    pk = services.submit(acting("teacher"), told(universe))
    enter(BUILDER)
    other = guardian_of(BUILDER, universe, CLASS_11, 1)
    say(acting("guardian"), pk, "given")
    enter(other)
    say(other, pk, "refused")
    with pytest.raises(Conflict):
        services.publish(acting("principal"), uuid7(), pk, 1)


def test_a_child_is_asked_too(acting: Acting, universe: Universe) -> None:
    pk = services.submit(acting("teacher"), told(universe))
    guardian = acting("guardian")
    given = services.Said(uuid7(), shown_of(pk).pk, "given", 1)
    with pytest.raises(Invalid) as refused:
        services.consent(guardian, given)
    assert refused.value.fields == {"child_asked": "empty"}
    agreed = replace(given, child_asked=True)
    services.consent(guardian, agreed)
    services.consent(guardian, agreed)
    assert Word.objects.count() == 1


def test_nobody_agrees_for_another(acting: Acting, universe: Universe) -> None:
    pk = services.submit(acting("teacher"), told(universe))
    shown = shown_of(pk)
    for name in ("teacher", "principal", "officer"):
        with pytest.raises(NotFound):
            services.consent(acting(name), services.Said(uuid7(), shown.pk, "given", 1, True))
    enter(BUILDER)
    stranger = guardian_of(BUILDER, universe, CLASS_12, 1)
    enter(stranger)
    with pytest.raises(NotFound):
        services.consent(stranger, services.Said(uuid7(), shown.pk, "given", 1, True))
    assert seen.asked_of(stranger) == []


def test_who_tells_does_not_approve(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    assert principal.user_id is not None
    new = told(universe, unit_no=PRIMARY, pupils=(), staff=(principal.user_id,))
    pk = services.submit(principal, new)
    with pytest.raises(Forbidden):
        services.publish(principal, uuid7(), pk, 1)
    # Whoever tells of themselves has said yes by it.
    services.publish(acting("officer"), uuid7(), pk, 1)
    services.withdraw(acting("officer"), uuid7(), pk, "重复了")
    assert published.public_count() == 0
    with pytest.raises(Conflict):
        services.withdraw(acting("officer"), uuid7(), pk, "重复了")


def test_staff_are_asked_too(acting: Acting, universe: Universe) -> None:
    doctor = universe.users["doctor"].pk
    principal = acting("principal")
    pk = services.submit(
        principal,
        told(universe, unit_no=PRIMARY, pupils=(), staff=(doctor,), text="校医送药上门。"),
    )
    assert seen.unanswered(acting("doctor")) == 1
    with pytest.raises(Conflict):
        services.publish(acting("officer"), uuid7(), pk, 1)
    services.consent(acting("doctor"), services.Said(uuid7(), shown_of(pk).pk, "given", 1))
    assert seen.unanswered(acting("doctor")) == 0
    services.publish(acting("officer"), uuid7(), pk, 1)


def test_where_stories_are_told(acting: Acting, universe: Universe) -> None:
    with pytest.raises(NotFound):
        services.submit(acting("teacher"), told(universe, unit_no=CLASS_12))
    with pytest.raises(Forbidden):
        services.submit(acting("deputy"), told(universe))
    with pytest.raises(NotFound):
        services.submit(acting("guardian"), told(universe))

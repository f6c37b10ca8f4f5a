"""What the tests of stories do again and again, by services."""

from uuid import UUID

from tests.builders import CLASS_11, Universe
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.stories import services
from xiaoan.stories.models import Shown


def told(universe: Universe, **given: object) -> services.NewStory:
    """A story of class 1(1) that shows the guardian's child."""
    values: dict[str, object] = {
        "id": uuid7(), "unit_no": CLASS_11, "title": "雨天借伞", "text": "下雨了,测同学把伞借给别人。",
        "pupils": (universe.person(CLASS_11, 1),),
    }  # fmt: skip
    return services.NewStory(**{**values, **given})  # type: ignore[arg-type]  # by name


def shown_of(story_id: UUID) -> Shown:
    """The one shown in the newest edition, as far as the running scope reaches."""
    return Shown.objects.filter(story_id=story_id).order_by("-edition")[0]


def say(actor: Actor, story_id: UUID, said: str, edition: int = 1) -> None:
    """The word of a guardian or of one in office."""
    given = services.Said(uuid7(), shown_of(story_id).pk, said, edition, child_asked=True)
    services.consent(actor, given)

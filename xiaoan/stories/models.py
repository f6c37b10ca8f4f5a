"""Tables of stories, under the class or school that submitted them."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7
from xiaoan.stories import rules


class Act(models.Model):
    """An act under the id of its form: the same once more is the same act. Never changed."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "stories_act"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.ACTS), name="stories_act_what")
        ]

    def __str__(self) -> str:
        return self.what


class Story(models.Model):
    """A story as it reads now. `edition`: counted up with each change, and everybody shown is asked anew;
    `photos`: ids of its pictures; `reason`: why it was given back or withdrawn ("" where a consent ended)."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    title = models.TextField()
    text = models.TextField()
    photos = models.JSONField(default=list)
    edition = models.IntegerField(default=1)
    state = models.TextField(default="submitted")
    at = models.DateTimeField()
    by_id = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")

    class Meta:
        db_table = "stories_story"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="stories_story_state"),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(published_at__isnull=False, published_by_id__isnull=False),
                name="stories_story_published",
            ),
            models.CheckConstraint(
                condition=Q(published_by_id=None) | ~Q(published_by_id=models.F("by_id")),
                name="stories_story_by_another",
            ),
            models.UniqueConstraint(fields=["school_id", "id"], name="stories_story_school"),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="stories_story_state"),
            models.Index(fields=["unit_no", "-at"], name="stories_story_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class Shown(models.Model):
    """Somebody shown in an edition of a story: a child, or one in office. Added only."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    story_id = models.UUIDField()
    edition = models.IntegerField()
    person_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)

    class Meta:
        db_table = "stories_shown"
        constraints = [
            models.CheckConstraint(
                condition=Q(person_id=None) ^ Q(user_id=None), name="stories_shown_one"
            ),
            models.UniqueConstraint(
                fields=["story_id", "edition", "person_id", "user_id"], nulls_distinct=False,
                name="stories_shown_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["person_id"], name="stories_shown_person"),
            models.Index(fields=["user_id"], name="stories_shown_user"),
        ]

    def __str__(self) -> str:
        return str(self.story_id)


class Word(models.Model):
    """What somebody shown, or a guardian of a child shown, said of an edition. `child_asked`: the child
    itself agrees too, as the guardian says. Added only, numbered in their order for each one shown: of each
    person the last holds."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    story_id = models.UUIDField()
    shown_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    number = models.IntegerField()
    said = models.TextField()
    child_asked = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "stories_word"
        constraints = [
            models.CheckConstraint(condition=Q(said__in=rules.SAID), name="stories_word_said"),
            models.CheckConstraint(
                condition=~Q(said="given") | Q(person_id=None) | Q(child_asked=True),
                name="stories_word_child",
            ),
            models.UniqueConstraint(fields=["shown_id", "number"], name="stories_word_number"),
        ]

    def __str__(self) -> str:
        return self.said

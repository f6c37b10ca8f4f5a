"""Tables of photos."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiaoan.kernel.ids import uuid7


class Photo(models.Model):
    """A picture, made small and sealed; never changed. `digest`: SHA-256 of what came in, `kept_digest` of
    what is kept; `marks`: `rules.marks_of`; `taken_at`: as the camera or the sender claims."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    taken_at = models.DateTimeField(null=True)
    digest = models.BinaryField()
    kept_digest = models.BinaryField()
    marks = ArrayField(models.BigIntegerField(), default=list)
    width = models.SmallIntegerField()
    height = models.SmallIntegerField()
    size = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "photos_photo"
        constraints = [models.UniqueConstraint(fields=["school_id", "id"], name="photo_school")]
        indexes = [
            # All that is compared lies in the index: a school's pictures are gone through without their rows.
            models.Index(
                fields=["school_id", "at"], include=["id", "unit_no", "marks", "digest"],
                name="photo_marks",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class Paper(models.Model):
    """A document (PDF) as it came, sealed; never changed. `digest`: SHA-256 of it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    name = models.TextField()
    size = models.IntegerField()
    digest = models.BinaryField()
    content = models.BinaryField()

    class Meta:
        db_table = "photos_paper"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="evidence_paper_school")
        ]

    def __str__(self) -> str:
        return str(self.pk)

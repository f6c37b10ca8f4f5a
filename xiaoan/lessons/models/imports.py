"""Exports of platforms: how their columns are read, what was applied, names that a person has to settle."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7


class Mapping(models.Model):
    """How the columns of exports with these headings are read: learned once, replayed in the whole county.
    Headings and codes only, nobody's name. `columns`: heading → code."""

    fingerprint = models.TextField(primary_key=True)
    platform = models.TextField()
    columns = models.JSONField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    used = models.IntegerField(default=0)

    class Meta:
        db_table = "lessons_mapping"

    def __str__(self) -> str:
        return self.fingerprint


class Preview(models.Model):
    """An export that was read and not applied yet, for whoever sent it: gone with the night.
    `content`: lesson → person → stay (rules.Stay), and of names that fit nobody."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    platform = models.TextField()
    digest = models.TextField()
    fingerprint = models.TextField()
    columns = models.JSONField()
    rows = models.IntegerField()
    content = models.JSONField()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "lessons_preview"
        indexes = [models.Index(fields=["at"], name="lessons_preview_at")]

    def __str__(self) -> str:
        return str(self.id)


class Import(models.Model):
    """An export that was applied: counts only. `digest` of the file, so that the same file is known again."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    platform = models.TextField()
    digest = models.TextField()
    lessons = models.IntegerField()
    changed = models.IntegerField()
    rows = models.IntegerField()
    matched = models.IntegerField()
    parked = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "lessons_import"
        indexes = [models.Index(fields=["unit_no", "-at"], name="lessons_import_unit")]

    def __str__(self) -> str:
        return str(self.id)


class Parked(models.Model):
    """A name of an export that fits no pupil, or several: waits for a person. `seconds` in the lesson,
    and the stay (rules.Stay) that they are of."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    lesson_id = models.UUIDField()
    name = models.TextField()
    seconds = models.IntegerField()
    stay = ArrayField(models.IntegerField(), default=list)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "lessons_parked"
        constraints = [
            models.UniqueConstraint(fields=["lesson_id", "name"], name="lessons_parked_once")
        ]
        indexes = [
            models.Index(
                fields=["unit_no"], condition=Q(settled_at=None), name="lessons_parked_open"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

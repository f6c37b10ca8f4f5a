"""Lists of platforms, who handed in: how their columns are read, what was applied, names that a person has
to settle."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7


class Mapping(models.Model):
    """How the columns of lists with these headings are read: learned once, replayed in the whole county.
    Headings and codes only, nobody's name. `columns`: heading → code."""

    fingerprint = models.TextField(primary_key=True)
    columns = models.JSONField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    used = models.IntegerField(default=0)

    class Meta:
        db_table = "homework_mapping"

    def __str__(self) -> str:
        return self.fingerprint


class Preview(models.Model):
    """A list that was read and not applied yet, for whoever sent it: gone with the night. `content`: what is
    said of each pupil, and of names that fit nobody."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    task_id = models.UUIDField()
    digest = models.TextField()
    fingerprint = models.TextField()
    columns = models.JSONField()
    rows = models.IntegerField()
    content = models.JSONField()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "homework_preview"
        indexes = [models.Index(fields=["at"], name="homework_preview_at")]

    def __str__(self) -> str:
        return str(self.id)


class Import(models.Model):
    """A list that was applied: counts only. `digest` of the file, so that the same file is known again."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    task_id = models.UUIDField()
    digest = models.TextField()
    rows = models.IntegerField()
    matched = models.IntegerField()
    changed = models.IntegerField()
    parked = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "homework_import"
        indexes = [models.Index(fields=["task_id", "-at"], name="homework_import_task")]

    def __str__(self) -> str:
        return str(self.id)


class Parked(models.Model):
    """A name of a list that fits no pupil, or several: waits for a person. `said` of it in the list."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    task_id = models.UUIDField()
    name = models.TextField()
    said = models.JSONField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "homework_parked"
        constraints = [
            models.UniqueConstraint(fields=["task_id", "name"], name="homework_parked_once")
        ]
        indexes = [
            models.Index(
                fields=["unit_no"], condition=Q(settled_at=None), name="homework_parked_open"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

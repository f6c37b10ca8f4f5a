"""Questions that people keep."""

from django.db import models

from xiaoan.kernel.ids import uuid7


class Saved(models.Model):
    """A question under a name. `unit_no`: of the unit it is about; `shared`: others of that unit ask it
    too, in their own scope. `dropped_at`: taken off the list; the row stays."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    name = models.TextField()
    question = models.JSONField()
    shared = models.BooleanField(default=False)
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "analysis_saved"
        indexes = [models.Index(fields=["unit_no", "by_id"], name="analysis_saved_of")]

    def __str__(self) -> str:
        return self.name

"""What pupils are called where they are not called by their names."""

from django.db import models

from xiaoan.kernel.ids import uuid7


class Nickname(models.Model):
    """A name on a platform that a person has said to be a pupil of the class, or (no person) nobody of it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    name = models.TextField()
    person_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "directory_nickname"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "name"], name="directory_nickname_once")
        ]

    def __str__(self) -> str:
        return str(self.id)

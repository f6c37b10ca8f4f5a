"""Tables of situation: the tiles a person has chosen, and the versions of the county's map."""

from django.db import models

from xiaoan.kernel.ids import uuid7


class View(models.Model):
    """The tiles of somebody's board, in their order; without a row they see those of their role.
    `unit_no`: the unit of the board they stood at."""

    user_id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    tiles = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "situation_view"

    def __str__(self) -> str:
        return str(self.user_id)


class Map(models.Model):
    """A version of the county's map, the newest in force. `shapes`: [{no: unit or null, rings: degrees}];
    `unmatched`: [{n, name}] of the features that are no township; without shapes the map was taken away.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    version = models.IntegerField()
    system = models.TextField()
    source = models.TextField()
    approval = models.TextField()
    shapes = models.JSONField()
    unmatched = models.JSONField()
    digest = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "situation_map"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "version"], name="situation_map_version"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.version}"

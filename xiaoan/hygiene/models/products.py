"""Disinfectants as their labels say."""

from django.db import models
from django.db.models import Q

from xiaoan.hygiene import rules
from xiaoan.kernel.ids import uuid7


class Product(models.Model):
    """A product a school (or the county, for all) uses. `strength` in the agent's unit, of the bottle; of
    tablets mg of available chlorine each; `strength_most` where the label says from–to. `licence`: number of
    its 卫生许可 / 备案, `approved` on a day, good up to and with `licence_until`; `pack`: as it is sold
    ("500 mL/瓶"); `item`: of supplies."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    name = models.TextField()
    maker = models.TextField(default="")
    agent = models.TextField()
    item = models.TextField(default="")
    strength = models.IntegerField()
    strength_most = models.IntegerField()
    per_tablet = models.BooleanField(default=False)
    licence = models.TextField(default="")
    approved = models.DateField(null=True)
    licence_until = models.DateField(null=True)
    pack = models.TextField(default="")
    # Days it may be used after it was opened.
    keeps_days = models.SmallIntegerField(null=True)
    body_hash = models.BinaryField()
    added_at = models.DateTimeField()
    added_by_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    # Why it is used no more.
    closed_why = models.TextField(default="")

    class Meta:
        db_table = "hygiene_product"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="hygiene_product_school"),
            models.CheckConstraint(
                condition=Q(agent__in=tuple(rules.AGENTS))
                & Q(strength__gt=0)
                & Q(strength_most__gte=models.F("strength")),
                name="hygiene_product_agent",
            ),
        ]
        indexes = [models.Index(fields=["unit_no"], name="hygiene_product_unit")]

    def __str__(self) -> str:
        return self.name

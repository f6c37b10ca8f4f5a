"""What a store's unit holds outside of its ledger, as the app that knows says: devices, and filled kits."""

from django.db import models
from django.db.models import Q

from xiaoan.supplies import rules
from xiaoan.supplies.models.catalogue import Lot


class Placed(models.Model):
    """So much of an item is held for the standard and no longer lies in the store. A row of `devices`, also
    with 0, has the register count for this item at this unit instead of the ledger, never both."""

    id = models.BigAutoField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    source = models.TextField()
    item = models.TextField()
    lot = models.ForeignKey(Lot, models.PROTECT, null=True)
    held = models.BigIntegerField()

    class Meta:
        db_table = "supplies_placed"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_no", "source", "item", "lot"], name="supplies_placed_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(source__in=rules.PLACED) & Q(held__gte=0), name="supplies_placed_source"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.item} {self.held}"

"""Purchase orders (采购单), what came of them, invoices and payments."""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.procurement import rules
from xiaoan.procurement.models.suppliers import Supplier


class Order(models.Model):
    """An order of a buyer for one store, numbered by buyer and year. `promised` is the first day that was
    promised, `expected` the one that holds now; `look_on`: the day to chase again where nothing new was
    promised. Sums in fen: of the lines, of what came, invoiced, paid."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    buyer_no = models.IntegerField()
    requisition_id = models.UUIDField(null=True)
    year = models.IntegerField()
    number = models.IntegerField()
    state = models.TextField(default="draft")
    supplier = models.ForeignKey(Supplier, models.PROTECT)
    expected = models.DateField()
    promised = models.DateField(null=True)
    look_on = models.DateField(null=True)
    note = models.TextField(default="")
    edits = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by_id = models.UUIDField(null=True)
    last_came_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended_reason = models.TextField(default="")
    total = models.BigIntegerField(default=0)
    came_worth = models.BigIntegerField(default=0)
    over_worth = models.BigIntegerField(default=0)
    invoiced = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)

    class Meta:
        db_table = "procurement_order"
        constraints = [
            models.UniqueConstraint(fields=["buyer_no", "year", "number"], name="procurement_order_no"),
            models.UniqueConstraint(fields=["id", "unit_no"], name="procurement_order_unit"),
            models.CheckConstraint(
                condition=Q(state__in=rules.ORDER_STATES), name="procurement_order_state"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="cancelled")
                | Q(sent_at__isnull=False, promised__isnull=False),
                name="procurement_order_sent",
            ),
            models.CheckConstraint(
                condition=Q(
                    total__gte=0, paid__gte=0, paid__lte=F("invoiced"),
                    invoiced__lte=F("total") + F("over_worth"),
                ),
                name="procurement_order_sums",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["unit_no", "-made_at"], name="procurement_order_unit_i"),
            models.Index(fields=["-made_at", "unit_no"], name="procurement_order_made"),
            models.Index(
                fields=["expected"], condition=Q(state="sent"), name="procurement_order_due"
            ),
            models.Index(fields=["supplier", "-made_at"], name="procurement_order_supplier"),
            models.Index(fields=["requisition_id"], name="procurement_order_of"),
        ]

    def __str__(self) -> str:
        return f"{self.buyer_no} {self.year}-{self.number}"


class OrderLine(models.Model):
    """An item of an order at a price of one pack. Ordered = received + refused + cancelled + `left`; `over`
    came beyond that and was taken all the same, with words why."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    order_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    at = models.IntegerField()
    item = models.TextField()
    quantity = models.BigIntegerField()
    pack = models.TextField(default="")
    size = models.IntegerField()
    price = models.BigIntegerField()
    requisition_line_id = models.UUIDField(null=True)
    # Of what the requisition's line was to be bought, covered by this line.
    placed = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    cancelled = models.BigIntegerField(default=0)
    left = models.BigIntegerField()
    over = models.BigIntegerField(default=0)
    # Received by the day first promised: for "on time".
    in_time = models.BigIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "procurement_order_line"
        constraints = [
            models.UniqueConstraint(fields=["order_id", "item"], name="procurement_order_item"),
            models.UniqueConstraint(fields=["id", "order_id"], name="procurement_order_line_of"),
            models.CheckConstraint(
                condition=Q(
                    quantity__gt=0, price__gte=0, size__gt=0, received__gte=0, refused__gte=0,
                    cancelled__gte=0, left__gte=0, over__gte=0, in_time__gte=0,
                    in_time__lte=F("received"),
                    quantity=F("received") + F("refused") + F("cancelled") + F("left"),
                ),
                name="procurement_order_line_sum",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["unit_no"], condition=Q(left__gt=0), name="procurement_order_left"),
            models.Index(fields=["item", "-sent_at"], name="procurement_order_price"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item} {self.quantity}"


class Delivery(models.Model):
    """What came of an order at one time, under the id of its form; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    order_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    note = models.TextField(default="")

    class Meta:
        db_table = "procurement_delivery"
        constraints = [
            models.UniqueConstraint(fields=["id", "order_id"], name="procurement_delivery_order")
        ]
        indexes = [models.Index(fields=["order_id", "at"], name="procurement_delivery_of")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.day}"


class DeliveryLine(models.Model):
    """Of an item of a delivery: taken (`received`), beyond the order (`over`), refused and why; `again`:
    what was refused is to come again. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    delivery_id = models.UUIDField()
    order_id = models.UUIDField()
    line_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    item = models.TextField()
    received = models.BigIntegerField()
    over = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    fault = models.TextField(default="")
    again = models.BooleanField(default=False)
    batch = models.TextField(default="")
    maker = models.TextField(default="")
    expires = models.DateField(null=True)

    class Meta:
        db_table = "procurement_delivery_line"
        constraints = [
            models.UniqueConstraint(
                fields=["delivery_id", "line_id"], name="procurement_delivery_once"
            ),
            models.CheckConstraint(
                condition=Q(received__gte=0, over__gte=0, refused__gte=0, over__lte=F("received")),
                name="procurement_delivery_sign",
            ),
            models.CheckConstraint(
                condition=Q(refused=0) ^ Q(fault__in=rules.FAULTS),
                name="procurement_delivery_fault",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.received}"


class Bill(models.Model):
    """An invoice of an order, or a payment of it: fen, document, day, who. Never changed.

    `key`: the document's number without case, width and spaces; a supplier's invoice is entered once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    order_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    amount = models.BigIntegerField()
    document = models.TextField()
    supplier_id = models.UUIDField()
    key = models.TextField()
    day = models.DateField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    note = models.TextField(default="")

    class Meta:
        db_table = "procurement_bill"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=rules.BILLS) & Q(amount__gt=0), name="procurement_bill_amount"
            ),
            models.UniqueConstraint(
                fields=["order_id", "kind", "key"], name="procurement_bill_document"
            ),
            models.UniqueConstraint(
                fields=["supplier_id", "key"],
                condition=Q(kind="invoice"),
                name="procurement_invoice_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

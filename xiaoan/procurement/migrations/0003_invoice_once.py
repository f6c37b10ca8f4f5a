"""A supplier's invoice is entered once, whatever the order; numbers are compared without case and spaces."""

from django.db import migrations, models

_FILL = r"""
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true);
update procurement_bill b set supplier_id = o.supplier_id,
  key = upper(regexp_replace(normalize(b.document, NFKC), '\s', '', 'g'))
from procurement_order o where o.id = b.order_id;
"""


class Migration(migrations.Migration):
    dependencies = [("procurement", "0002_row_security")]
    operations = [
        migrations.AddField("bill", "supplier_id", models.UUIDField(null=True)),
        migrations.AddField("bill", "key", models.TextField(default="")),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.AlterField("bill", "supplier_id", models.UUIDField()),
        migrations.AlterField("bill", "key", models.TextField()),
        migrations.RemoveConstraint("bill", "procurement_bill_document"),
        migrations.AddConstraint(
            "bill",
            models.UniqueConstraint(
                fields=["order_id", "kind", "key"], name="procurement_bill_document"
            ),
        ),
        migrations.AddConstraint(
            "bill",
            models.UniqueConstraint(
                fields=["supplier_id", "key"], condition=models.Q(kind="invoice"),
                name="procurement_invoice_once",
            ),
        ),
    ]  # fmt: skip

"""The access table of delivery, and what it names. Letters: see table.py."""

import datetime as dt

from tests.builders import BUILDER, CLASS_11, PRIMARY, Universe
from tests.security.rows import ALL, Row, id_row
from xiaoan.delivery import services
from xiaoan.delivery.models import Address
from xiaoan.delivery.queries.ways import ADDRESS_PLACE, kept_token
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

KEEPS, KEEP = "n2nnnnnnnnnn", "nunnnnnnnnnn"
GROUPS, SEES = "n2n22n2nnnnn", "2222222nnnnn"
BATCH, MINE = (
    "delivery/batches/<uuid:batch_id>/",
    "delivery/mine/confirm/<uuid:address_id>/<slug:token>/",
)
CALLED = "delivery/receipts/<slug:code>/<slug:token>/"
DELIVERY_ROWS = (
    Row("delivery/", "GET", "/delivery/", KEEPS, ALL, "snsn"),
    Row("delivery/channels/<slug:code>/", "GET", "/delivery/channels/email/", KEEPS, ALL, "snsn"),
    Row("delivery/channels/<slug:code>/", "POST", "/delivery/channels/email/", KEEP, ALL, "snsn"),
    Row(
        "delivery/channels/<slug:code>/test/", "POST", "/delivery/channels/email/test/",
        "n3nnnnnnnnnn", ALL, "snsn",
    ),
    Row("delivery/groups/", "GET", "/delivery/groups/", GROUPS, GROUPS, "sns2"),
    Row("delivery/groups/", "POST", "/delivery/groups/", "nunuununnnnn", "nunuununnnnn", "snsu"),
    # The robot of the primary school's group: the class teacher keeps that of the class alone.
    id_row(
        "delivery/groups/<uuid:group_id>/end/", "/delivery/groups/{robot}/end/", "n3n33nnnnnnn", ALL,
        "snsn", method="POST",
    ),
    Row("delivery/batches/", "GET", "/delivery/batches/", SEES, SEES, "sns2"),
    id_row(BATCH, "/delivery/batches/{dispatch}/", SEES, ALL, "snsn"),
    id_row(
        f"{BATCH}doubts/", "/delivery/batches/{dispatch}/doubts/", "3333333nnnnn", ALL, "snsn",
        method="POST",
    ),
    Row("delivery/mine/", "GET", "/delivery/mine/", "2" * 12, "2" * 12, "s2s2"),
    Row("delivery/mine/", "POST", "/delivery/mine/", "u" * 12, "u" * 12, "susu"),
    # An address of the class teacher's own.
    id_row(MINE, "/delivery/mine/confirm/{whereabouts}/{proven}/", "nnnnnn2nnnnn", ALL, "snsn"),
    id_row(
        MINE, "/delivery/mine/confirm/{whereabouts}/{proven}/", "nnnnnn3nnnnn", ALL, "snsn",
        method="POST",
    ),
    # Nobody's page: a provider that knows the address calls here.
    Row(CALLED, "GET", "/delivery/receipts/webhook/x/", ALL, ALL, "nnnn"),
    Row(CALLED, "POST", "/delivery/receipts/webhook/x/", ALL, ALL, "nnnn"),
)  # fmt: skip


def told(universe: Universe) -> dict[str, str]:
    """Name in braces → id: a group's robot, a batch to the class, an address and what confirms it."""
    robot, address = uuid7(), uuid7()
    teacher = universe.users["teacher"]
    with acting_as(BUILDER):
        url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"
        services.set_group(BUILDER, robot, PRIMARY, "wecom_bot", url, "")
        given = services.Batch(
            "notices.notice", uuid7(), "通知", "请看", ("email",), 0, None,
            clock.now() + dt.timedelta(days=1), urgent=False,
        )  # fmt: skip
        message = services.Message("k1", teacher.pk, PRIMARY, CLASS_11, "/notices/", {})
        batch = services.queue(BUILDER, uuid7(), given, [message]).batch_id
        Address.objects.create(
            id=address, school_id=teacher.school_id, unit_no=teacher.unit_no, user_id=teacher.pk,
            channel="email", at=clock.now(),
            sealed=ciphers.seal("a@b.example", place=ADDRESS_PLACE, row=address), token=kept_token("proof"),
        )  # fmt: skip
    return {
        "robot": str(robot), "dispatch": str(batch), "whereabouts": str(address),
        "proven": "proof",
    }  # fmt: skip

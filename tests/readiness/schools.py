"""A county whose pack is short enough that a school of the tests can meet it."""

import base64
import datetime as dt
import io
from collections.abc import Callable
from uuid import UUID

from PIL import Image

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.photos.services.evidence import Evidence, Shot
from xiaoan.readiness import services
from xiaoan.readiness.models import Version
from xiaoan.readiness.rules import packs

Acting = Callable[[str], Actor]
ITEMS = ("level", "no_event", "findings", "calendar", "hospital", "canteen", "remote")
MEMBERS = (
    services.Member("张三", "education", "科长"), services.Member("李四", "health", "医生"),
    services.Member("王五", "market", "所长"),
)  # fmt: skip


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), (40, 90, 160)).save(file, "JPEG")
    return file.getvalue()


def data_url() -> str:
    return "data:image/jpeg;base64," + base64.b64encode(picture()).decode()


SHOWN = Evidence((Shot(picture()),))


def short_pack(items: tuple[str, ...] = ITEMS) -> Version:
    """What a school of the tests can meet, published by somebody before."""
    enter(BUILDER)
    pack = packs.default()
    row = Version.objects.create(
        school_id=0, unit_no=COUNTY, base=pack.code, title="试验条件", state="published", since=DAY,
        groups=dict(pack.groups),
        items=[packs.item_json(one) for one in pack.items if one.code in items],
        made_at=clock.now(), made_by_id=uuid7(), asked_by_id=uuid7(),
        published_at=clock.now() - dt.timedelta(hours=1),
        published_by_id=uuid7(),
    )  # fmt: skip
    services.refresh()
    return row


def checked(acting: Acting, code: str, result: str = "ok", note: str = "看过") -> UUID:
    """The principal's own check of an item."""
    given = services.SelfCheck(uuid7(), PRIMARY, code, result, note, SHOWN)
    return services.self_check(acting("principal"), given)


def visited(acting: Acting, bad: str = "") -> UUID:
    """A joint inspection of the primary school by the liaison, all good but one; gives its id."""
    liaison = acting("liaison")
    visit = services.begin(liaison, services.Begin(uuid7(), PRIMARY, MEMBERS))
    for code in ("hospital", "canteen", "remote"):
        result = "bad" if code == bad else "ok"
        services.mark(liaison, services.Mark(uuid7(), visit, code, result, "看过"))
    services.close(liaison, uuid7(), visit)
    return visit


def ready(acting: Acting) -> None:
    """The primary school with nothing that keeps it."""
    short_pack()
    for code in ("hospital", "canteen", "remote"):
        checked(acting, code)
    visited(acting)


def opened(acting: Acting, kind: str = "open", reason: str = "") -> UUID:
    """Decided by officer and leader; gives the decision's id."""
    given = services.Ask(uuid7(), PRIMARY, kind, DAY, "科长", reason)
    decision = services.ask(acting("officer"), given)
    services.sign(acting("leader"), uuid7(), decision, "副县长")
    return decision

"""What the tests of delivery do again and again, by services."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tests.builders import CLASS_11, PRIMARY, Universe
from xiaoan.accounts.models import User
from xiaoan.delivery import services
from xiaoan.delivery.models import Address, Sending
from xiaoan.delivery.queries.ways import ADDRESS_PLACE, Set
from xiaoan.delivery.services import adapters
from xiaoan.delivery.services.adapters import Call, Wire
from xiaoan.directory.models import Guardian
from xiaoan.directory.queries.roll import GUARDIAN_PHONE
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

SOURCE = "notices.notice"
SECRET = "a-secret-of-ours"


def settings_of(code: str, port: int) -> dict[str, str]:
    """What a channel of this kind is set to, for a server of the tests."""
    url = f"http://127.0.0.1:{port}/"
    return {
        "email": {
            "host": "127.0.0.1", "port": str(port), "security": "none", "sender": "xiaoan@county.example",
        },
        "sms_aliyun": {
            "endpoint": url, "access_key": "LTAI", "secret": SECRET, "sign_name": "青禾教育",
            "template": "SMS_1",
        },
        "sms_tencent": {
            "endpoint": url, "access_key": "AKID", "secret": SECRET, "app_id": "1400",
            "sign_name": "青禾教育", "template": "77",
        },
        "wecom": {"endpoint": url, "corp_id": "ww1", "agent_id": "1000002", "secret": SECRET},
        "wechat": {
            "endpoint": url, "app_id": "wx1", "secret": SECRET, "template": "t-1", "token": "tok",
        },
        "webhook": {"endpoint": f"{url}messages", "secret": SECRET},
    }.get(code, {"endpoint": url})  # fmt: skip


def switch_on(officer: Actor, code: str, port: int, **more: Any) -> None:
    """Set a channel and switch it on; no quiet hours unless a test is about them."""
    values = {**settings_of(code, port), **more.pop("values", {})}
    given: dict[str, Any] = {"quiet_since": dt.time(0), "quiet_until": dt.time(0), "base": 0} | more
    services.set_channel(officer, services.NewChannel(code, True, values, **given))  # on


def address(user_id: UUID, channel: str, value: str, **more: Any) -> Address:
    """A confirmed address of somebody."""
    pk = uuid7()
    return Address.objects.create(
        id=pk, school_id=PRIMARY, unit_no=PRIMARY, user_id=user_id, channel=channel,
        sealed=ciphers.seal(value, place=ADDRESS_PLACE, row=pk), verified_at=clock.now(),
        at=clock.now(), **more,
    )  # fmt: skip


def staff(universe: Universe) -> list[UUID]:
    """Ids of users of the primary school, always in the same order."""
    return [universe.users[name].pk for name in ("principal", "doctor", "grade_head", "teacher")]


def guardians(universe: Universe, count: int) -> list[UUID]:
    """Guardians' entries of class 1-1 with a phone each."""
    made = []
    for n in range(1, count + 1):
        pk, child = uuid7(), universe.person(CLASS_11, n)
        Guardian.objects.create(
            id=pk, school_id=PRIMARY, unit_no=CLASS_11, person_id=child, name=f"家长{n}",
            relation="父亲", rank=9,
            phone_cipher=ciphers.seal(f"1380000{n:04d}", place=GUARDIAN_PHONE, row=pk),
            phone_index=ciphers.blind_index(f"1380000{n:04d}", kind="phone"),
        )  # fmt: skip
        made.append(pk)
    return made


def batch(*channels: str, **more: Any) -> services.Batch:
    values: dict[str, Any] = {
        "source": SOURCE, "source_id": uuid7(), "subject": "请看通知",
        "text": "有 {n} 条通知,请打开链接查看。", "channels": channels, "patience": 0,
        "not_before": None, "expires": clock.now() + dt.timedelta(days=2), "urgent": False,
    }  # fmt: skip
    return services.Batch(**(values | more))


def queue(
    actor: Actor, given: services.Batch, people: Sequence[UUID], unit_no: int = CLASS_11,
    submission: UUID | None = None,
) -> services.Queued:  # fmt: skip
    messages = [
        services.Message(
            f"{given.source_id} {who}",
            who,
            PRIMARY,
            unit_no,
            f"/notices/{given.source_id}/",
            {"n": "1"},
        )
        for who in people
    ]
    return services.queue(actor, submission or uuid7(), given, messages)


def states(source_id: UUID) -> list[tuple[str, str, str]]:
    """(channel, state, reason) of all sendings of a source's batches, sorted."""
    with everywhere("tests"):
        rows = Sending.objects.raw(
            "select s.* from delivery_sending s join delivery_batch b on b.id = s.batch_id "
            "where b.source_id = %s",
            [source_id],
        )
        return sorted((one.channel, one.state, one.reason) for one in rows)


def crowd(count: int) -> list[UUID]:
    """So many users of the primary school, each with a number and an account of the campus network."""
    people = [uuid7() for _n in range(count)]
    for at in range(0, count, 1000):
        some = list(enumerate(people[at : at + 1000], at))
        User.objects.bulk_create(
            User(id=pk, login=f"crowd{n}", name=f"人{n}", school_id=PRIMARY, unit_no=PRIMARY)
            for n, pk in some
        )
        Address.objects.bulk_create(
            _way(pk, channel, f"{start}{n:08d}")
            for n, pk in some
            for channel, start in (("sms", "138"), ("webhook", "u"))
        )
    return people


def _way(user_id: UUID, channel: str, value: str) -> Address:
    pk = uuid7()
    return Address(
        id=pk, school_id=PRIMARY, unit_no=PRIMARY, user_id=user_id, channel=channel,
        sealed=ciphers.seal(value, place=ADDRESS_PLACE, row=pk), verified_at=clock.now(),
        at=clock.now(),
    )  # fmt: skip


def call(code: str, port: int, *to: str, secret: str = "", **values: str) -> Call:
    found = Set(
        uuid7(), code, True, {**settings_of(code, port), **values}, 6000, None, "ask", 1  # on
    )  # fmt: skip
    keys = tuple(uuid7().hex for _one in to)
    link = "https://xiaoan.example/notices/1/"
    return Call(uuid7(), found, to, keys, "请看通知", "有 1 条通知。", link, secret)


def send(one: Call) -> list[tuple[str, str]]:
    with Wire() as open_wire:
        return [(outcome.what, outcome.reason) for outcome in adapters.send(one, open_wire)]

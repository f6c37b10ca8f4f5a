"""The access table of command, and what it is asked about. Letters: see table.py."""

import datetime as dt

from tests.builders import DAY, PRIMARY, Universe
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.command import services
from xiaoan.command.queries import roster, shifts
from xiaoan.command.services import Change, NewCall, NewKind, Plan
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

_UNIT = "command/unit/<int:unit_no>/"
_HERE = f"/command/unit/{PRIMARY}/"
_CALL, _CODE = "command/call/<uuid:call_id>/", "command/here/<uuid:room_id>/<str:code>/"
# Everybody who works there reads who is in command; groups and notes whoever's position is the whole school.
_ALL_STAFF, _WHOLE, _KEEP = "22222222222n", "22222nnn222n", "n222nnnnnnnn"


def _row(
    path: str, here: str, *, method: str = "GET", query: str = "", others: str = "snsn"
) -> Row:
    return unit_row(
        f"{_UNIT}{path}", f"{_HERE}{path}{query}", here, ALL, others, unit=PRIMARY, method=method
    )


COMMAND_ROWS = (
    Row("command/", "GET", "/command/", "33333333333n", "33333333333n", "sns3"),
    _row("", _ALL_STAFF, others="sns2"),
    _row("", "uuuuuuuuuuun", method="POST", others="snsu"),
    _row("coverage/", _WHOLE),
    _row("group/", _WHOLE),
    _row("group/", "fuuufnnnfffn", method="POST", query="?act=name"),
    _row("roster/", _ALL_STAFF, others="sns2"),
    _row("roster/", "fuuufffffffn", method="POST", query="?act=plan", others="snsf"),
    _row("month/", _ALL_STAFF, others="sns2"),
    _row("import/", _KEEP),
    _row("import/", "nuuunnnnnnnn", method="POST"),
    _row("shifts/", _KEEP),
    _row("shifts/", "nuuunnnnnnnn", method="POST", query="?act=add"),
    id_row(f"{_UNIT}room/<uuid:room_id>/", f"{_HERE}room/{{room}}/", _KEEP, ALL, "snsn"),
    _row("notes/", _WHOLE),
    _row("calls/", "2222nnnnnnnn"),
    _row("calls/", "uuuunnnnnnnn", method="POST", query="?act=draw"),
    # Read by whoever calls or keeps the school, and whoever was called; answered by the called alone
    # here: the principal made the call, and nobody above speaks for the school.
    id_row(_CALL, "/command/call/{call}/", "2222nn2nnnnn", ALL, "snsn"),
    id_row(_CALL, "/command/call/{call}/", "ffffnnunnnnn", ALL, "snsn", method="POST"),
    Row("command/mine/", "GET", "/command/mine/", _ALL_STAFF, _ALL_STAFF, "sns2"),
    Row("command/mine/", "POST", "/command/mine/", "uuuuuuuuuuun", "uuuuuuuuuuun", "snsu"),
    # The code on the wall opens for the people of the house, and for nobody else.
    id_row(_CODE, "/command/here/{room}/{wall}/", _ALL_STAFF, ALL, "sns2"),
    id_row(_CODE, "/command/here/{room}/{wall}/", "uuuuuuuuuuun", ALL, "snsu", method="POST"),
    unit_row(
        "api/v1/command/units/<unit_no>", f"/api/v1/command/units/{PRIMARY}", _ALL_STAFF, ALL, "1n12",
        unit=PRIMARY,
    ),
)  # fmt: skip


def stood(universe: Universe) -> dict[str, str]:
    """A place of duty with its code, and a spot call to the class teacher, who is on watch."""
    room_id, kind_id, call_id = uuid7(), uuid7(), uuid7()
    with acting_as(universe.cast["principal"]) as principal:
        services.open_room(principal, room_id, PRIMARY, "门卫室")
        services.add_kind(
            principal,
            NewKind(
                kind_id,
                PRIMARY,
                "全天",
                dt.time(6),
                dt.time(22),
                "every",
                "always",
                lead=True,
                watch=1,
            ),
        )
        (kind,) = roster.kinds_of([PRIMARY], DAY, DAY)[PRIMARY]
        who = universe.users["teacher"].pk
        services.plan(
            principal, Plan(uuid7(), PRIMARY, (Change(kind.pk, DAY, "watch", None, who),))
        )
        (seat,) = shifts.on_shift(kind.pk, DAY)
        services.record(principal, NewCall(call_id, seat.id, "reached"))
        code = shifts.code_of(shifts.rooms(PRIMARY)[0])
    return {"room": str(room_id), "wall": code, "call": str(call_id)}

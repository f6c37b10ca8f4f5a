"""宿舍: rooms with beds and who sleeps there on a day; how many beds there are is said here."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.campus import rules, services
from xiaoan.campus.queries import rooms as queries
from xiaoan.campus.queries.words import ROOM_NAMES, ROOM_SHAPES
from xiaoan.directory import queries as directory
from xiaoan.directory.services import looking
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page

P = Permission
MOST = services.MOST_MOVED


@page(P.SEE_CAMPUS, methods="GET POST")
def rooms_page(request: Asked, school_no: int) -> HttpResponse:
    """`?day=` any day that is on record, `?room=` who sleeps there; posted: beds of a room or a building."""
    actor, refused, fault, day = request.actor, None, "", clock.today()
    try:
        day = reading.read_date(request.GET, "day") or day
    except Invalid as error:
        fault = str(error)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "move":
                return _moved(request, school_no)
            text = request.POST.get("beds", "").strip()
            beds = whole(text, -1) if text else None
            rooms = services.set_beds(actor, school_no, whole(request.POST.get("place", "")), beds)
            messages.success(request, _("已记下 %(n)s 间宿舍的床位。") % {"n": rooms})
            return HttpResponseRedirect(reverse("campus:rooms", args=[school_no]))
        except Invalid as error:
            refused = error
    found = queries.dormitory(actor, school_no, day)
    room_no = whole(request.GET.get("room", ""))
    people = queries.sleepers(actor, found, room_no)
    bare = queries.bare(actor, found)
    named = {one.person_id: one.unit_no for one in [*people, *bare]}
    if named:
        looking.pupils_seen(actor, school_no, named, "due_list")
    context = {
        **_shown(found), "fault": fault, "as_of": clock.now(), "typed": request.POST,
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}), "most": rules.MOST_BEDS,
        "room": next((one for one in found.rooms if one.place.no == room_no), None),
        "people": people, "bare": bare[:MOST], "more_bare": max(len(bare) - MOST, 0),
        "classes": {no: one.name for no, one in directory.places(set(named.values())).items()},
        "chosen": request.POST.getlist("who"), "targets": _targets(found, request.POST),
        "bound": request.POST.get("from", ""),
        "back_url": reverse("campus:school", args=[school_no]),
    }  # fmt: skip
    return render(request, "campus/rooms.html", context, status=refused.status if refused else 200)


def _moved(request: Asked, school_no: int) -> HttpResponse:
    """Posted: who (many), room (0: none for now), since, reason."""
    said = request.POST
    since = reading.read_date(said, "since")
    if since is None:
        raise Invalid(_("请填从哪天起。"), {"since": "missing"})
    if not said.get("room"):
        raise Invalid(_("请选住哪一间。"), {"room": "missing"})
    room_no = whole(said.get("room", ""), -1)
    who = frozenset(reading.read_id(one) for one in said.getlist("who"))
    given = services.Move(school_no, room_no, who, since, said.get("reason", ""))
    moved = services.move(request.actor, given)
    messages.success(
        request, _("已安排 %(n)s 人,从 %(day)s 起。") % {"n": moved, "day": since.isoformat()}
    )
    at = reverse("campus:rooms", args=[school_no])
    back = whole(said.get("from", "")) or room_no
    return HttpResponseRedirect(f"{at}?room={back}&day={since.isoformat()}#room" if back else at)


def _targets(found: queries.Dormitory, typed: Any) -> list[dict[str, Any]]:
    """Rooms to move to, each with how many beds are free where that is known."""
    return [
        {
            "no": one.place.no, "name": f"{one.building} {one.place.name}",
            "free": None if one.beds is None else max(one.beds - one.sleepers, 0),
            "on": typed.get("room") == str(one.place.no),
        }
        for one in found.rooms
    ]  # fmt: skip


def _shown(found: queries.Dormitory) -> dict[str, Any]:
    day = f"&day={found.day.isoformat()}" if found.day != clock.today() else ""
    return {
        "found": found, "day": found.day,
        "rows": [
            {
                "one": one, "words": ROOM_NAMES[one.state], "shape": ROOM_SHAPES[one.state],
                "url": f"?room={one.place.no}{day}#room" if found.names else "",
            }
            for one in found.rooms
        ],
        "figures": [
            {
                "label": _("住下的寄宿生"), "value": found.boarders - found.bare, "of": found.boarders,
                "url": "", "state": "late" if found.bare else "",
                "definition": _("寄宿生里已经排了宿舍的。"),
            },
            {
                "label": _("超员的宿舍"), "value": found.over, "of": len(found.rooms), "url": "",
                "state": "missed" if found.over else "", "definition": _("住的人多于床位的宿舍。"),
            },
            {
                "label": _("没有写床位的宿舍"), "value": found.uncounted, "of": len(found.rooms), "url": "",
                "state": "late" if found.uncounted else "", "definition": _("没有写的不算有空床。"),
            },
        ],
    }  # fmt: skip

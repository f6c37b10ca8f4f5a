"""The form of a paper (查验): first for which ground and which paper, then only what is asked of that; what
else may stand on it is folded. Works without script: the kind is chosen by address."""

from collections.abc import Mapping
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _l

from xiaoan.clearances import rules, services
from xiaoan.clearances.queries.person import Detail, Standing
from xiaoan.clearances.queries.words import FAULT_NAMES, KIND_NAMES, REASON_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.web import pictures, reading
from xiaoan.web.gate import Asked

WORDS = ("diagnosis", "issuer", "doctor", "note")
DAYS = ("issued_on", "back_on", "onset", "diagnosed_on", "isolated_from", "isolated_to")
_MORE = ("diagnosis", "onset", "diagnosed_on", "isolated_from", "isolated_to", "note")
_LABELS = {
    "diagnosis": _l("诊断"), "issuer": _l("开具机构"), "doctor": _l("医生"), "onset": _l("发病日"),
    "diagnosed_on": _l("诊断日"), "isolated_from": _l("隔离从"), "isolated_to": _l("隔离到(含这一天)"),
    "issued_on": _l("开具日"), "back_on": _l("返班日"), "note": _l("看到了什么、谁说的"),
}  # fmt: skip


def paper_form(
    request: Asked, found: Detail, faults: Mapping[str, str], error: str
) -> dict[str, Any] | None:
    """What the template shows; None where nothing is checked here. `faults`: field → code."""
    own = [one for one in found.grounds if one.kinds] if found.may_check else []
    if not own:
        return None
    typed = request.POST if faults else request.GET
    ground = next((one for one in own if str(one.row.pk) == typed.get("ground")), own[0])
    kind = typed.get("kind", "")
    kind = kind if kind in ground.kinds else ground.kinds[0]
    wanted = rules.FIELDS[kind]
    more = () if kind in ("statement", rules.DIAGNOSIS) else tuple(
        name for name in _MORE if name not in wanted
    )  # fmt: skip
    shown = {name: _field(name, request, faults, error) for name in (*wanted, *more)}
    return {
        "ground": ground, "words": REASON_NAMES[ground.row.code], "kind": kind,
        "grounds": [
            {"words": REASON_NAMES[one.row.code], "url": _url(one, one.kinds[0]), "on": one is ground}
            for one in own
        ],
        "kinds": [
            {"words": KIND_NAMES[code], "url": _url(ground, code), "on": code == kind}
            for code in ground.kinds
        ],
        "fields": [shown[name] for name in wanted], "more": [shown[name] for name in more],
        "is_open": any(shown[name]["error"] or shown[name]["value"] for name in more),
        "kind_error": error if "kind" in faults or "ground" in faults else "",
    }  # fmt: skip


def _url(one: Standing, kind: str) -> str:
    return "?" + urlencode({"ground": str(one.row.pk), "kind": kind}) + "#paper"


def _field(name: str, request: Asked, faults: Mapping[str, str], error: str) -> dict[str, Any]:
    """One field, with its own fault where several are wrong."""
    told = ""
    if name in faults:
        told = str(FAULT_NAMES.get((name, faults[name]), error))
    value = request.POST.get(name, "")
    if not request.POST and name in ("back_on", "issued_on"):
        value = clock.today().isoformat()
    kind = "date" if name in DAYS else "rows" if name == "note" else "text"
    return {
        "name": name, "label": _LABELS[name], "kind": kind, "value": value, "error": told,
        "longest": {"diagnosis": 100, "issuer": 100, "doctor": 40}.get(name, rules.LONGEST),
    }  # fmt: skip


def read_paper(request: Asked) -> services.NewPaper:
    """The form as it was sent; Invalid at the field that cannot be read."""
    said = request.POST
    ground = reading.read_optional_id(said.get("ground", ""))
    if ground is None:
        raise Invalid(str(_l("请选这张证明是为哪一项。")), {"ground": "missing"})
    kind = said.get("kind", "")
    days = {name: reading.read_date(said, name) for name in DAYS}
    issued, back, today = days["issued_on"], days["back_on"], clock.today()
    if issued is None and kind != "statement":
        raise Invalid(str(_l("请填开具日期;没有证明时填今天。")), {"issued_on": "missing"})
    if back is None and kind != rules.DIAGNOSIS:
        raise Invalid(str(_l("请填哪天返班。")), {"back_on": "missing"})
    sent = pictures.read(request)
    return services.NewPaper(
        reading.read_id(said.get("submission_id", "")), ground, kind, issued or today, back or today,
        {name: said.get(name, "") for name in WORDS}, days["onset"], days["diagnosed_on"],
        (days["isolated_from"], days["isolated_to"]), sent[0].content if sent else b"",
    )  # fmt: skip

"""What opens to whoever leads a township in education (乡镇分管领导): as to its liaison, but at these rows.

Written by hand: the leader reads what the liaison reads, decides and answers; daily work is the liaison's.
Letters: see table.py; the first of the leader of the primary school's township, the second of another's.
"""

from collections.abc import Mapping

_STORE, _TOWN = "/supplies/store/17305600/", "/command/unit/17305600/"
_PROCURE, _ASKED = "/procurement/store/17305600/", "/procurement/requisitions/{requisition}/"
_BUYS = "/procurement/unit/17301504/orders/new/"
_KIT, _REGISTER = "/equipment/kit/{kit}/check/", "/equipment/school/17305600/register/"
_PRODUCTS, _BOTTLE = "/hygiene/products/17305600/import/", "/hygiene/product/{bottle}/close/"

# Pages of work that a leader never does: not there for either of the two.
_NOT_OF_LEADERS = (
    # Notices are written and approved by the liaison.
    "GET /notices/sent/", "GET /notices/new/", "POST /notices/new/", "GET /notices/approvals/",
    "GET /notices/lists/", "POST /notices/lists/",
    # Directives are issued and checked by the liaison; the leader answers those of the bureau.
    "GET /directives/new/", "POST /directives/new/", "GET /directives/checks/",
    "POST /directives/checks/", "GET /directives/meetings/new/", "POST /directives/meetings/new/",
    # Who inspects.
    "GET /inspections/checks/", "GET /inspections/rounds/new/", "POST /inspections/rounds/new/",
    # Who keeps a store and its devices, and asks for goods.
    "GET /supplies/import/template/", "GET /supplies/counts/", "GET /supplies/transfers/",
    "GET /supplies/transfers/short/", "GET /procurement/requisitions/new/",
    "POST /procurement/requisitions/new/", "GET /equipment/faults/", "GET /equipment/losses/",
    "GET /equipment/register/template/",
    # Figures of counselling are read by the liaison.
    "GET /counselling/figures/", "GET /counselling/figures/?unit=17305600",
    # Who holds what is told of disinfection against a second source.
    "GET /hygiene/doubts/",
    # What schools are asked for other offices.
    "GET /returns/asked/",
)  # fmt: skip

# What the liaison of the township has: to its leader it is not there, nor to another's.
_NOT_THERE = (
    "GET /notices/sent/{letter}/", "POST /notices/sent/{letter}/ with act",
    "GET /notices/sent/{letter}/unit/17306881/", "GET /notices/drafts/{memo}/",
    "POST /notices/drafts/{memo}/", "GET /notices/drafts/{memo}/review/",
    "POST /notices/drafts/{memo}/review/", "GET /notices/approvals/{pending}/",
    "POST /notices/approvals/{pending}/",
    # Answers of a survey that nobody has settled: whoever verifies decides.
    "GET /surveys/unsettled/{unsettled}/", "GET /surveys/decide/{answer}/",
    "POST /surveys/decide/{answer}/",
    # The duty roster is read, not planned.
    f"GET {_TOWN}import/", f"POST {_TOWN}import/", f"GET {_TOWN}shifts/", f"POST {_TOWN}shifts/?act=add",
    f"GET {_TOWN}room/{{room}}/",
    # The store of a school, as whoever keeps the township's reaches it.
    f"GET {_STORE}import/", f"POST {_STORE}import/", f"POST {_STORE}learn/",
    f"GET {_STORE}item/mask_disposable/receive/", f"POST {_STORE}item/mask_disposable/receive/",
    # Buying; a requisition is approved by the leader, not written.
    f"GET {_BUYS}", f"POST {_BUYS}", f"GET {_PROCURE}requisitions/new/",
    f"POST {_PROCURE}requisitions/new/", f"GET {_PROCURE}gifts/new/", f"POST {_PROCURE}gifts/new/",
    f"GET {_ASKED}edit/", f"POST {_ASKED}edit/", "GET /procurement/orders/{order}/edit/",
    "POST /procurement/orders/{order}/edit/", "GET /procurement/orders/{order}/receive/",
    "POST /procurement/orders/{order}/receive/",
    f"GET {_REGISTER}", f"POST {_REGISTER}", f"GET {_KIT}", f"POST {_KIT}",
    # Reading is assigned by the liaison.
    "GET /materials/unit/17306881/assign/", "POST /materials/unit/17306881/assign/",
    "GET /materials/assigned/{homework}/cancel/", "POST /materials/assigned/{homework}/cancel/",
    f"GET {_PRODUCTS}", f"POST {_PRODUCTS}", f"GET {_BOTTLE}", f"POST {_BOTTLE}",
    "GET /hygiene/doubts/17305600/", "GET /hygiene/check/{lot}/", "POST /hygiene/check/{lot}/",
    "GET /hygiene/place/{spot_place}/look/", "POST /hygiene/place/{spot_place}/look/",
    "GET /hygiene/looked/{looked}/files/{proof_said}/",
)  # fmt: skip

# What the leader sees, and the liaison alone acts on.
_SEEN = (
    "POST /verification/disagreements/{disagreement}/", "POST /verification/people/{child}/",
    "POST /verification/spot-checks/{spot}/", f"POST {_TOWN}group/?act=name",
    f"POST {_TOWN}roster/?act=plan",
    "POST /inspections/findings/{hazard}/?act=close with submission_id",
    "POST /supplies/issued/{issue}/", "POST /supplies/counts/{stocktake}/",
    "POST /supplies/transfers/{consignment}/", "POST /supplies/recalls/{recall}/",
    f"POST {_PROCURE}proposals/", f"POST {_ASKED}?act=submit", f"POST {_ASKED}?act=withdraw",
    f"POST {_ASKED}?act=decide", "POST /procurement/gifts/{gift}/?act=receive",
    "POST /procurement/gifts/{gift}/?act=thank", "POST /procurement/gifts/{gift}/?act=ask",
    "POST /learning/unit/17305600/requests/",
    "POST /equipment/school/17305600/kits/", "GET /hygiene/record/{told}/truth/",
    "POST /returns/asked/{wanted_of}/",
)  # fmt: skip

# Pages that both leaders read, to which only liaisons send anything.
_READ_ONLY = (
    "POST /verification/samples/",
    "POST /directives/circulars/",
    "POST /returns/form/{blank}/runs/",
)

OTHERWISE: Mapping[str, str] = {
    **dict.fromkeys(_NOT_OF_LEADERS, "nn"), **dict.fromkeys(_NOT_THERE, "nn"),
    **dict.fromkeys(_SEEN, "fn"), **dict.fromkeys(_READ_ONLY, "ff"),
}  # fmt: skip

"""Writing procurement: requisitions, orders, deliveries, bills, suppliers, gifts."""

from xiaoan.procurement.services.deciding import Approval, Decision, LineDecision, approve, decide
from xiaoan.procurement.services.delivering import Arrival, Came, receive
from xiaoan.procurement.services.donations import Answer, Got, Offer, TakeIn, answer, offer, thank
from xiaoan.procurement.services.donations import receive as receive_gift
from xiaoan.procurement.services.gathering import Several
from xiaoan.procurement.services.orders import (
    Chase,
    Good,
    NewOrder,
    OrderEdit,
    chase,
    edit,
    may_send,
    write,
)
from xiaoan.procurement.services.orders import cancel as cancel_order
from xiaoan.procurement.services.orders import send as send_order
from xiaoan.procurement.services.overdue import open_chases
from xiaoan.procurement.services.paying import NewBill, enter
from xiaoan.procurement.services.publishing import ask as ask_publishing
from xiaoan.procurement.services.publishing import publish, take_down
from xiaoan.procurement.services.releasing import (
    NewRelease,
    decide_release,
    may_set,
    set_release,
)
from xiaoan.procurement.services.requisitions import (
    Act,
    Change,
    NewRequisition,
    Wish,
    change,
    draft,
    submit,
    withdraw,
)
from xiaoan.procurement.services.suppliers import (
    NewPace,
    NewPaper,
    NewSupplier,
    Renewal,
    add_paper,
    block,
    register,
    renew,
    set_pace,
)

__all__ = [
    "Act",
    "Answer",
    "Approval",
    "Arrival",
    "Came",
    "Change",
    "Chase",
    "Decision",
    "Good",
    "Got",
    "LineDecision",
    "NewBill",
    "NewOrder",
    "NewPace",
    "NewPaper",
    "NewRelease",
    "NewRequisition",
    "NewSupplier",
    "Offer",
    "OrderEdit",
    "Renewal",
    "Several",
    "TakeIn",
    "Wish",
    "add_paper",
    "answer",
    "approve",
    "ask_publishing",
    "block",
    "cancel_order",
    "change",
    "chase",
    "decide",
    "decide_release",
    "draft",
    "edit",
    "enter",
    "may_send",
    "may_set",
    "offer",
    "open_chases",
    "publish",
    "receive",
    "receive_gift",
    "register",
    "renew",
    "send_order",
    "set_pace",
    "set_release",
    "submit",
    "take_down",
    "thank",
    "withdraw",
    "write",
]

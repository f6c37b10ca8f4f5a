"""What a scanner types, taken apart; an unknown code is explained once."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import PRIMARY
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave
from xiaoan.supplies import queries, services
from xiaoan.supplies.rules import Fault, Scanned, read_scan

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
GTIN, PLAIN, FNC1 = "06901234567892", "6901234567892", "\x1d"
DAY = dt.date(2027, 12, 31)
STORE = f"/supplies/store/{PRIMARY}/"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (PLAIN, Scanned(GTIN)),
        (f"]E0{PLAIN}", Scanned(GTIN)),
        (f" {PLAIN}\r\n", Scanned(GTIN)),
        (f"01{GTIN}17271231", Scanned(GTIN, "", DAY)),
        (f"01{GTIN}1727123110A7", Scanned(GTIN, "A7", DAY)),
        (f"]d201{GTIN}10A7{FNC1}17271200", Scanned(GTIN, "A7", DAY)),
        (f"{FNC1}01{GTIN}21S-9{FNC1}10B{FNC1}17280229", Scanned(GTIN, "B", dt.date(2028, 2, 29))),
        (f"01{GTIN}11260101240XY{FNC1}10B", Scanned(GTIN, "B")),
        (f"(01){GTIN}(17)271231(10)A7", Scanned(GTIN, "A7", DAY)),
        (f"(01) {GTIN} (10) A7", Scanned(GTIN, "A7")),
    ],
)
def test_a_scan_says_item_batch_and_expiry(typed: str, found: Scanned) -> None:
    assert read_scan(typed) == found


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("6901234567890", "check"), ("", "code"), ("abc", "code"), (PLAIN * 2, "twice"),
        (f"01{GTIN}17271331", "gs1"), (f"01{GTIN}17270230", "gs1"), (f"01{GTIN}1727", "gs1"),
        (f"01{GTIN}99X", "gs1"), (f"01{GTIN}10", "gs1"), (f"01{GTIN}10{'A' * 21}", "gs1"),
        ("(17)271231", "gs1"), (f"(01){GTIN}x(", "gs1"), (f"(01){GTIN}x", "code"),
        ("0106901234567890" + "10A7", "check"),
        ("9" * 300, "gs1"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(typed: str, code: str) -> None:
    with pytest.raises(Fault) as refused:
        read_scan(typed)
    assert refused.value.code == code


def test_an_unknown_code_is_learnt_once(acting: Acting) -> None:
    keeper = acting("logistics")
    act = uuid7()
    for _ in range(2):
        assert services.learn(keeper, act, PRIMARY, f"01{GTIN}17271231", "mask_n95", "box") == GTIN
    assert queries.of_code(GTIN) == ("mask_n95", "box")
    with pytest.raises(Invalid) as refused:
        services.learn(keeper, uuid7(), PRIMARY, PLAIN, "mop", "")
    assert refused.value.fields == {"code": "other"}
    with pytest.raises(Invalid):
        services.learn(keeper, uuid7(), PRIMARY, PLAIN, "mask_n95", "barrel")
    with pytest.raises(Forbidden):
        services.learn(acting("leader"), uuid7(), PRIMARY, PLAIN, "mask_n95", "")


def test_a_box_is_scanned_and_its_print_goes_into_the_receipt(
    signed_in: SignedIn, acting: Acting
) -> None:
    keeper = signed_in("logistics")
    scanned = f"01{GTIN}1727123110A7"
    page = keeper.get(STORE, {"code": scanned})
    assert "这个条码还没有登记" in page.content.decode()
    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    sent = {"act_id": str(uuid7()), "code": scanned, "goods": "mask_n95:box"}
    address = keeper.post(f"{STORE}learn/", sent).headers["Location"]
    address = keeper.get(address).headers["Location"]
    shown = keeper.get(address).content.decode()
    assert "扫到:批号 A7,有效期至 2027-12-31" in shown
    form = keeper.get(address.replace("mask_n95/?", "mask_n95/receive/?")).content.decode()
    assert ('value="A7"' in form, 'value="2027-12-31"' in form, f'value="{GTIN}"' in form) == (
        True, True, True,
    )  # fmt: skip
    assert "camera=()" in keeper.get("/supplies/standards/").headers["Permissions-Policy"]
    acting("logistics")
    assert queries.of_code(GTIN) == ("mask_n95", "box")
    leave()


def test_a_scanned_box_that_is_past_its_day_says_so(signed_in: SignedIn) -> None:
    keeper, item = signed_in("logistics"), f"{STORE}item/mask_n95/"
    for expires, words in (
        ("2026-11-22", "有效期到 2026-11-22,已经过期,不能入库。"), ("2026-11-23", "点“入库”就带上。"),
        ("x", "点“入库”就带上。"),
    ):  # fmt: skip
        page = keeper.get(item, {"batch": "A7", "expires": expires})
        assert (page.status_code, words in page.content.decode()) == (200, True), expires

"""A round of a kit on the phone: something is missing, filled up from the store, complete. A thermometer past
its calibration: owed, certified, done. Scanning: by hand scanner, and by the decoder of the camera."""

from collections.abc import Callable
from uuid import UUID

import pytest
import segno
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, DAY, PRIMARY, Universe
from tests.equipment.things import full, registered, stocked_for
from tests.journeys.conftest import DESK, PHONE, Served, axe, picture
from xiaoan.equipment import services
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import services as supplies

pytestmark = pytest.mark.journey
Serve = Callable[..., Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
EAN = "6901234567892"


def looked_at(page: Page, name: str) -> None:
    picture(page, f"equipment-{name}")
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []


@pytest.fixture
def ready(serve: Serve, universe: Universe) -> tuple[Served, UUID, UUID]:
    """A complete kit at the east gate, and two thermometers whose certificate has run out."""
    served = serve("07:35")
    with acting_as(BUILDER):
        supplies.recount(BUILDER)
        stocked_for(BUILDER, "gate")
        kit = full(BUILDER)
        old = DAY.replace(year=2025, day=1)
        registered(BUILDER, calibrated=old, place="保健室")
        [first, *_rest] = registered(BUILDER, number=1, serial="OLD-1", calibrated=old)
        services.owe_today(BUILDER)
    return served, kit, first.id


def test_a_round_finds_what_is_missing_and_it_is_filled_up(
    ready: tuple[Served, UUID, UUID], visit: Visit
) -> None:
    served, kit, _device = ready
    doctor = visit(served, "doctor", PHONE)
    doctor.goto(f"{served.url}/equipment/kit/{kit}/")
    expect(doctor.locator("main")).to_contain_text("齐全")
    looked_at(doctor, "kit")
    doctor.click("main .do >> text=巡查")
    doctor.fill("#f-n-mask_surgical", "7")
    doctor.fill("#f-note", "找不到")
    looked_at(doctor, "check")
    doctor.click("main button.big")
    expect(doctor.locator("main")).to_contain_text("还缺 1 种,请从库房补齐")
    doctor.goto(f"{served.url}/duties/today/")
    doctor.click("main >> text=防护套装补齐")
    expect(doctor.locator("#f-n-mask_surgical")).to_have_value("3")
    looked_at(doctor, "fill")
    doctor.click("main button.big")
    expect(doctor.locator("main")).to_contain_text("已记下。套装齐全。")
    principal = visit(served, "principal", DESK)
    principal.goto(f"{served.url}/equipment/unit/{PRIMARY}/")
    looked_at(principal, "unit")


def test_past_its_calibration_owed_and_certified(
    ready: tuple[Served, UUID, UUID], visit: Visit
) -> None:
    served, _kit, _device = ready
    doctor = visit(served, "doctor", PHONE)
    doctor.goto(f"{served.url}/screening/devices/")
    expect(doctor.locator("main")).to_contain_text("校准已过期,读数只供参考")
    doctor.goto(f"{served.url}/duties/today/")
    owed = doctor.locator("main a[href$='/certify/']")
    # Three on the list, and the next of them is the button.
    expect(owed).to_have_count(4)
    owed.first.click()
    doctor.fill("#f-day", DAY.isoformat())
    doctor.fill("#f-number", "J-2026-1")
    doctor.click("main button.big")
    expect(doctor.locator("#f-maker-e")).to_have_text("请填写。")
    looked_at(doctor, "certify")
    doctor.fill("#f-maker", "县计量所")
    doctor.click("main button.big")
    expect(doctor.locator("main")).to_contain_text("校准有效")
    looked_at(doctor, "device")
    doctor.goto(f"{served.url}/duties/today/")
    expect(owed).to_have_count(3)
    desk = visit(served, "principal", DESK)
    desk.goto(f"{served.url}/equipment/unit/{PRIMARY}/devices/?validity=over")
    expect(desk.locator("tbody tr")).to_have_count(2)
    looked_at(desk, "devices")
    desk.goto(f"{served.url}/equipment/school/{PRIMARY}/labels/")
    looked_at(desk, "labels")
    desk.goto(f"{served.url}/equipment/school/{PRIMARY}/register/")
    looked_at(desk, "register")


def test_a_hand_scanner_counts_and_the_decoder_reads(
    ready: tuple[Served, UUID, UUID], visit: Visit
) -> None:
    served, _kit, device = ready
    doctor = visit(served, "doctor", DESK)
    doctor.goto(f"{served.url}/equipment/school/{PRIMARY}/stocktake/")
    doctor.click("text=开始盘点")
    expect(doctor.locator("#scan")).to_be_focused()
    # A hand scanner types into it and ends with Enter.
    doctor.keyboard.type("OLD-1")
    doctor.keyboard.press("Enter")
    expect(doctor.locator("main")).to_contain_text("OLD-1 在")
    looked_at(doctor, "stocktake")
    expect(doctor.locator("#missing")).to_have_text("还没找到的 2 台")
    address = doctor.locator("[data-scan-camera]").get_attribute("data-decoder") or ""
    label = f"{served.url}/equipment/device/{device}/"
    drawn = segno.make(label, error="m", micro=False).png_data_uri(scale=6, border=4)
    assert doctor.evaluate(_READ, [address, drawn]) == label
    assert doctor.evaluate(_READ, [address, _bars(EAN)]) == EAN


# The same calls as in scan.js, on a picture instead of a frame of the camera.
_READ = """async ([address, picture]) => {
  if (!window.ZXing) await new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address; script.onload = done; script.onerror = failed;
    document.head.append(script);
  });
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0);
  const light = new window.ZXing.HTMLCanvasElementLuminanceSource(canvas);
  const bits = new window.ZXing.BinaryBitmap(new window.ZXing.HybridBinarizer(light));
  return new window.ZXing.BrowserMultiFormatReader().decodeBitmap(bits).getText();
}"""
_LEFT = (
    "0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111",
    "0001011",
)  # fmt: skip
_PARITY = (
    "LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL",
)  # fmt: skip


def _bars(digits: str) -> str:
    """An EAN-13 (GS1 General Specifications 5.2.1) as an SVG."""
    right = ["".join("10"[int(bit)] for bit in code) for code in _LEFT]
    halves = [
        _LEFT[int(d)] if side == "L" else right[int(d)][::-1]
        for d, side in zip(digits[1:7], _PARITY[int(digits[0])], strict=True)
    ]
    modules = "101" + "".join(halves) + "01010" + "".join(right[int(d)] for d in digits[7:]) + "101"
    bars = "".join(
        f"%3Crect x='{36 + 4 * at}' y='10' width='4' height='160'/%3E"
        for at, bit in enumerate(modules)
        if bit == "1"
    )
    size = 72 + 4 * len(modules)
    return (
        f"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='{size}' height='180'%3E"
        f"%3Crect width='{size}' height='180' fill='white'/%3E{bars}%3C/svg%3E"
    )

"""Random mornings without a good network: what happens, on which phone, in which tab; and its judge.

Each sheet is told from every other by what stands in its remarks, so that what was stored can be counted.
"""

import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, Request, Response
from playwright.sync_api import Error as Lost

from tests import builders
from tests.journeys.weather import Weather

ACTS = (
    ("send", 8), ("net", 6), ("reload", 3), ("tab", 2), ("close", 2), ("kill", 1), ("clock", 2),
    ("update", 2), ("session", 1), ("by hand", 2),
)  # fmt: skip
NETS = ("up", "down", "down", "slow", "deaf")
SHIFTED = """
(() => {
  const Real = Date;
  let shift = 0;
  try { shift = Number(localStorage.getItem("shift") || 0); } catch (refused) { shift = 0; }
  if (!shift) return;
  globalThis.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + shift); }
    static now() { return Real.now() + shift; }
  };
})();
"""
CALM = 250  # milliseconds
FORM = "form[data-outbox=on][data-live]:not([aria-busy])"
WRITE = """([seat, token, ask]) => {
  const item = document.querySelectorAll("li[data-find]")[seat];
  item.querySelector("details").open = true;
  const kind = ask ? "absent_sick" : "present";
  item.querySelector(`input[value=${kind}]`).checked = true;
  item.querySelector("input[value=cough]").checked = !ask;
  const note = item.querySelector("[name$='-note']");
  note.value = token;
  const reason = document.querySelector("form [name=reason]");
  if (reason) reason.value = "更正";
  note.dispatchEvent(new Event("input", { bubbles: true }));
  const notes = [...document.querySelectorAll("li[data-find] [name$='-note']")];
  return notes.map((one) => one.value).filter(Boolean);
}"""
# Begun and not waited for: where nobody answers, it is never over.
UPDATE = """() => {
  navigator.serviceWorker.getRegistration()
    .then((found) => found && found.update()).catch(() => 0);
}"""
SENT_ID = "() => document.querySelector('form [name=submission_id]').value"
ON_PHONE = """() => new Promise((done, failed) => {
  setTimeout(() => failed(new Error("the store does not answer")), 15000);
  const asked = indexedDB.open("xiaoan", 1);
  asked.onerror = () => done({ outbox: [], drafts: [] });
  asked.onsuccess = () => {
    const found = {};
    if (!asked.result.objectStoreNames.contains("outbox")) return done({ outbox: [], drafts: [] });
    const deal = asked.result.transaction(["outbox", "drafts"]);
    for (const name of ["outbox", "drafts"]) {
      deal.objectStore(name).getAll().onsuccess = (event) => (found[name] = event.target.result);
    }
    deal.oncomplete = () => { asked.result.close(); done(found); };
  };
})"""


@dataclass
class Sheet:
    """What somebody submitted."""

    id: str
    phone: int
    remarks: frozenset[str]


@dataclass
class Phone:
    """A browser with its profile, its network, and what it was told."""

    playwright: Playwright
    profile: Path
    weather: Weather
    login: str
    url: str
    options: dict[str, Any]
    context: BrowserContext | None = None
    tabs: list[Page] = field(default_factory=list)
    receipts: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def start(self) -> None:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path="/usr/bin/chromium", locale="zh-CN",
            viewport={"width": 390, "height": 844}, timezone_id="Asia/Shanghai", **self.options,
        )  # fmt: skip
        self.context.add_init_script(SHIFTED)
        self.context.on("response", self._heard)
        self.context.set_default_timeout(20_000)
        self.tabs = list(self.context.pages) or [self.context.new_page()]

    def kill(self) -> None:
        """As a phone does that needs the memory: nobody is asked, nothing is tidied up."""
        for entry in Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"--user-data-dir={self.profile}".encode() in words and not any(
                word.startswith(b"--type=") for word in words
            ):
                os.kill(int(entry.name), signal.SIGKILL)
        assert self.context is not None
        with suppress(Lost):
            self.context.close()
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.profile / name).unlink(missing_ok=True)
        self.start()

    def _heard(self, answer: Response) -> None:
        asked: Request = answer.request
        if asked.method != "POST" or "/rollcall/" not in asked.url:
            return
        sent = dict(
            pair.split("=", 1) for pair in (asked.post_data or "").split("&") if "=" in pair
        )
        to = answer.headers.get("x-outbox-to", "")
        if to and not to.startswith("/sign-in/"):
            how = self.asked if answer.headers.get("x-outbox") == "asks" else self.receipts
            how.add(sent.get("submission_id", ""))
        elif not to and "x-outbox" not in asked.headers:
            self.asked.add(sent.get("submission_id", ""))  # its own page answers

    def visit(self, page: Page, path: str) -> bool:
        """Open a page, signing in where that is asked; False where there is none."""
        try:
            page.goto(self.url + path, wait_until="load")
            if "/sign-in/" in page.url:
                page.fill("input[name=login]", self.login)
                page.fill("input[name=password]", builders.PASSWORD)
                page.click("form[action='/sign-in/'] button.btn-primary")
                page.wait_for_load_state("load")
        except Lost:
            return False
        return "/sign-in/" not in page.url

    def has_form(self, page: Page) -> bool:
        try:
            page.wait_for_selector(FORM, timeout=4000)
        except Lost:
            return False
        return True

    def contents(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = self.tabs[0].evaluate(ON_PHONE)
        return found


@dataclass
class Morning:
    """One schedule: lived through on phones, by one class, day and slot."""

    seed: str
    path: str
    phones: list[Phone]
    worker: bool
    end_sessions: Any
    sheets: list[Sheet] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    written: int = 0

    def live(self) -> None:
        """Everything that happens, and then the network is good again."""
        dice = random.Random(self.seed)  # noqa: S311  # the same again each time
        two = dice.random() < 0.4
        here = self.phones if two else self.phones[:1]
        for phone in here:
            phone.weather.turn("up")
            phone.tabs[0].wait_for_timeout(50)
            phone.visit(phone.tabs[0], self.path)
            phone.has_form(phone.tabs[0])
        names, weights = zip(*ACTS, strict=True)
        for _ in range(dice.randint(4, 8)):
            act, phone = dice.choices(names, weights)[0], dice.choice(here)
            self._try_act(act, phone, dice)
        if not self.sheets:
            self._try_act("send", here[0], dice)
        for phone in here:
            self._settle(phone)

    def _try_act(self, act: str, phone: Phone, dice: random.Random) -> None:
        try:
            self._act(act, phone, dice)
        except Lost:  # the page went away under the thumb, as pages do
            self.log.append(f"{phone.login} {act}: the page went away")

    def _act(self, act: str, phone: Phone, dice: random.Random) -> None:
        page = dice.choice(phone.tabs)
        said = f"{phone.login} {act}"
        if act == "net":
            mode = dice.choice(NETS)
            phone.weather.turn(mode)
            said += f" {mode}"
        elif act == "send":
            said += f" {self._send(phone, page, dice)}"
        elif act == "kill":
            phone.kill()
            self._open(phone, phone.tabs[0])
        elif act == "session":
            self.end_sessions()
        elif act == "clock":
            shift = dice.choice((-86_400_000, 86_400_000))
            self._try(page, f"() => localStorage.setItem('shift', '{shift}')")
            self._open(phone, page)
        elif act == "update" and self.worker:
            phone.weather.release += 1
            self._try(page, UPDATE)
        else:
            self._browse(act, phone, page)
        self.log.append(said)

    def _browse(self, act: str, phone: Phone, page: Page) -> None:
        if act == "tab" and len(phone.tabs) < 3 and phone.context:
            phone.tabs.append(phone.context.new_page())
            self._open(phone, phone.tabs[-1])
        elif act == "close" and len(phone.tabs) > 1:
            phone.tabs.remove(page)
            page.close(run_before_unload=False)
        elif act == "reload":
            self._open(phone, page)
        elif act == "by hand":
            button = page.locator("#unsent > [data-send]")
            if button.is_visible():
                button.click()

    def _open(self, phone: Phone, page: Page) -> None:
        """The sheet, anew. Without a worker and a network a person keeps the page instead."""
        if self.worker or phone.weather.mode in ("up", "slow"):
            phone.visit(page, self.path)

    def _try(self, page: Page, script: str) -> None:
        # A script that comes in the instant in which a page is left is never answered: not then.
        page.wait_for_timeout(CALM)
        with suppress(Lost):  # a page of the browser's own
            page.evaluate(script)

    def _send(self, phone: Phone, page: Page, dice: random.Random) -> str:
        # The receipt has a button too, and it leads to another class or slot.
        if self.path not in page.url or not page.query_selector(FORM):
            correct = "?correct=1" if "/receipt/" in page.url or "/conflict/" in page.url else ""
            if not phone.visit(page, self.path + correct) or not phone.has_form(page):
                return "nothing to write on"
        self.written += 1
        token, ask = f"{self.seed}-{self.written}", dice.random() < 0.08
        try:
            seen = page.evaluate(WRITE, [self.written % builders.PUPILS, token, ask])
            sent = page.evaluate(SENT_ID)
            page.click(f"{FORM} .act .btn-primary", no_wait_after=True, timeout=3000)
        except Lost:
            return "the page went away"
        sheet = Sheet(sent, self.phones.index(phone), frozenset(seen))
        if self._is_taken(phone, page, sheet):
            self.sheets.append(sheet)
            return token
        return "not taken"

    def _is_taken(self, phone: Phone, page: Page, sheet: Sheet) -> bool:
        """Until it is in the store of the phone, or answered: only then has it been submitted."""
        until = time.monotonic() + 8
        while time.monotonic() < until:
            page.wait_for_timeout(40)
            if sheet.id in phone.receipts | phone.asked:
                return True
            try:
                rows = page.evaluate(ON_PHONE)["outbox"]
            except Lost:
                continue
            if any(row["id"] == sheet.id and sheet.remarks <= remarks(row) for row in rows):
                return True
        return False

    def _settle(self, phone: Phone) -> None:
        """Good weather, the right time, signed in: what can go out goes out."""
        phone.weather.turn("up")
        for page in phone.tabs[1:]:
            page.close(run_before_unload=False)
        phone.tabs = phone.tabs[:1]
        page = phone.tabs[0]
        until = time.monotonic() + 90
        self._try(page, "() => localStorage.removeItem('shift')")
        while time.monotonic() < until:
            if not phone.visit(page, "/duties/today/"):
                page.wait_for_timeout(300)
                continue
            page.wait_for_timeout(150)
            self._try(page, "() => localStorage.removeItem('shift')")
            rows = [row for row in phone.contents()["outbox"] if row["path"] == self.path]
            if all(row["state"] == "look" for row in rows):
                return
            self._try(page, "() => document.querySelector('#unsent [data-send]').click()")
            page.wait_for_timeout(400)
        self.faults.append(f"{phone.login}: still waiting with a good network")

    def judge(self, stored: list[frozenset[str]]) -> None:
        """Acknowledged: stored exactly once. Else: stored, on the phone, answered, or part of a later one."""
        kept = [
            remarks(row)
            for phone in self.phones
            for rows in phone.contents().values()
            for row in rows
        ]
        for sheet in self.sheets:
            phone, times = self.phones[sheet.phone], stored.count(sheet.remarks)
            if times > 1:
                self.faults.append(f"{sheet.id}: stored {times} times")
            elif sheet.id in phone.receipts and not times:
                self.faults.append(f"{sheet.id}: acknowledged and not stored")
            elif not (
                times
                or sheet.id in phone.asked
                or any(sheet.remarks <= other for other in kept + stored)
            ):
                self.faults.append(f"{sheet.id}: lost")


def remarks(row: dict[str, Any]) -> frozenset[str]:
    """The remarks of a sheet as a phone keeps it."""
    return frozenset(value for name, value in row["pairs"] if name.endswith("-note"))

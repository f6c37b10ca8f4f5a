"""Phones that send and send again until they are answered, each with its acknowledgement log."""

import http.client
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from xiaoan.kernel.ids import uuid7

TOKEN = "c" * 32
PAUSE = 0.05


@dataclass
class Phone:
    """One class teacher's phone: the first roll-call, then correction after correction.

    A correction says from which version it was made; the next is made only when this one was
    acknowledged, as a person does. `acknowledged` is written after the answer, in order.
    """

    port: int
    session: str
    unit_no: int
    pupils: list[str]
    acknowledged: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    tries: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"/screening/rollcall/{self.unit_no}/2026-11-23/morning/"

    def run(self) -> None:
        while not self.stop.is_set():
            submission = str(uuid7())
            body = self.body(submission, len(self.acknowledged))
            if not self.send_until_answered(body):
                return
            self.acknowledged.append(submission)
            self.maybe_send_again(body)

    def body(self, submission: str, base: int) -> str:
        """Every version differs from the one before: another pupil is away."""
        away = self.pupils[base % len(self.pupils)]
        return urlencode(
            {
                "csrfmiddlewaretoken": TOKEN, "submission_id": submission, "base_version": base,
                "reason": "更正" if base else "", "confirmed": "1",
                f"m-{away}-kind": "absent_personal",
            }
        )  # fmt: skip

    def send_until_answered(self, body: str) -> bool:
        """The same bytes until somebody says yes; False when the test ends first."""
        while not self.stop.is_set():
            self.tries += 1
            if self.send(body) == "receipt":
                return True
            time.sleep(PAUSE)
        return False

    def maybe_send_again(self, body: str) -> None:
        """A phone that missed the answer sends what was stored already."""
        if random.random() < 0.2:  # noqa: S311  # no secret
            self.tries += 1
            self.send(body)

    def send(self, body: str) -> str:
        """ "receipt", or "" if nobody answered or the server asked to come again."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {
            "Cookie": f"xiaoan={self.session}; xiaoan-csrf={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request("POST", self.address, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            connection.close()
        return self.judge(answer.status, answer.headers.get("Location", ""), text)

    def judge(self, status: int, where: str, text: str) -> str:
        if status == 302 and where.startswith("/screening/receipt/"):
            return "receipt"
        if status < 500:  # an answer that no crash explains
            self.faults.append(f"{status} {where} {text[-300:] if status != 302 else ''}")
            self.stop.set()
        return ""


class Crowd:
    """All phones, each in its thread."""

    def __init__(self, port: int, teachers: list[dict[str, Any]], known: dict[int, int]) -> None:
        self.phones = [Phone(port=port, **teacher) for teacher in teachers]
        for phone in self.phones:
            phone.acknowledged = [""] * known.get(phone.unit_no, 0)
        self.threads = [threading.Thread(target=phone.run, daemon=True) for phone in self.phones]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        for phone in self.phones:
            phone.stop.set()
        for thread in self.threads:
            thread.join(30)

    @property
    def count(self) -> int:
        return sum(len(phone.acknowledged) for phone in self.phones)

    @property
    def acknowledged(self) -> set[str]:
        return {one for phone in self.phones for one in phone.acknowledged if one}

    @property
    def faults(self) -> list[str]:
        return [fault for phone in self.phones for fault in phone.faults]

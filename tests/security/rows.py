"""A row of the access table: an address, and a letter for each person."""

from dataclasses import dataclass, field

from tests.builders import CLASS_11
from tests.security.table_leader import OTHERWISE

ROLES = "LOTPDGCSKUAF"
OTHERS = ("nobody", "removed", "locked", "colleague")
ABSENT_UNIT, ABSENT_ID = "33550000", "0190b2d0-0000-7000-8000-00000000dead"
DAY = "2026-11-23"


@dataclass(frozen=True)
class Row:
    """`route` as in the URL conf; `absent` the same address of something that is not there."""

    route: str
    method: str
    address: str
    here: str
    elsewhere: str
    others: str
    absent: str = ""
    body: dict[str, str] = field(default_factory=dict)
    absent_body: dict[str, str] = field(default_factory=dict)
    json: bool = False
    # Whoever owes the second factor is nobody, but where a row says otherwise.
    half: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.address}{' with ' + ','.join(self.body) if self.body else ''}"

    def expected(self) -> dict[str, str]:
        """person → letter."""
        found = {f"{role} here": self.here[i] for i, role in enumerate(ROLES)}
        found |= {f"{role} elsewhere": self.elsewhere[i] for i, role in enumerate(ROLES)}
        found |= dict(zip(OTHERS, self.others, strict=True))
        found |= self._leaders()
        return {**found, "half": self.half or found["nobody"]}

    def _leaders(self) -> dict[str, str]:
        """The leaders of the two townships: as the liaison beside them, but where `OTHERWISE` says else."""
        liaison = ROLES.index("T")
        told = OTHERWISE.get(str(self), self.here[liaison] + self.elsewhere[liaison])
        return {"W here": told[0], "W elsewhere": told[1]}


def unit_row(
    route: str, address: str, here: str, elsewhere: str, others: str, *, method: str = "GET",
    unit: int = CLASS_11, body: dict[str, str] | None = None, json: bool = False,
) -> Row:  # fmt: skip
    """A row whose address (or body) names a unit: the absent one is derived."""
    body = body or {}
    absent = address.replace(str(unit), ABSENT_UNIT)
    other = {name: value.replace(str(unit), ABSENT_UNIT) for name, value in body.items()}
    assert (absent, other) != (address, body)
    return Row(route, method, address, here, elsewhere, others, absent, body, other, json)


def id_row(
    route: str, address: str, here: str, elsewhere: str, others: str, *, method: str = "GET",
    body: dict[str, str] | None = None,
) -> Row:  # fmt: skip
    """A row whose address holds a name in braces: one of the ids that `access.settle` makes."""
    absent = address
    for name in (
        "{online}",
        "{platform}",
        "{paper_photo}",
        "{duty}", "{signal}", "{child}", "{transfer}", "{roster}", "{pair}", "{export}", "{member}",
        "{grant}", "{proposal}", "{notice}", "{batch}", "{invitation}", "{recovery}", "{line}", "{travel}",
        "{family}", "{leaver}", "{round}", "{tally}", "{answer}", "{answers}", "{ward}",
        "{list}", "{match}", "{disagreement}", "{spot}",
        "{missing}", "{retest}", "{observation}", "{device}", "{doubt}",
        "{event}", "{case}", "{exposure}", "{illness}", "{unsettled}", "{strip}", "{absence}",
        "{late}", "{unusual}", "{report}", "{warning}", "{target}",
        "{directive}", "{part}", "{paper}", "{meeting}", "{circular}", "{addressee}",
        "{ordered}", "{measure}", "{suspension}", "{response}", "{asking}", "{deputising}",
        "{room}", "{call}", "{file}", "{ledger}", "{allotment}",
        "{issue}", "{stocktake}", "{consignment}", "{recall}", "{standard}", "{scenario}", "{simulation}",
        "{inspection}", "{hazard}", "{shot}", "{mended}", "{mended_paper}",
        "{rumour}", "{telling}", "{told_shot}", "{enquiry}",
        "{requisition}", "{order}", "{supplier}", "{gift}", "{tool}", "{kit}",
        "{lesson}", "{diploma}", "{syllabus}",
        "{homework}", "{pupil}", "{pamphlet}", "{leaflet}", "{tale}", "{shown}", "{portrait}",
        "{task}", "{sums}", "{collected}", "{schoolchild}",
        "{robot}", "{dispatch}", "{whereabouts}",
        "{premises}", "{hygiene_plan}",
        "{spot_place}", "{told}", "{lot}", "{looked}", "{bottle}",
        "{opening}", "{draft}",
        "{letter}", "{memo}", "{pending}", "{chased}",
        "{washroom}", "{going}", "{wiped}", "{sickness}",
        "{drilled}",
        "{blank}", "{blank_run}", "{wanted}", "{wanted_of}", "{wanted_round}",
        "{arrival_plan}", "{arrival_slot}", "{arrival_check}",
        "{plea}", "{cared}", "{alarm}", "{sifting}", "{handing}",
        "{plan_task}", "{plan_told}",
        "{kept_question}",
        "{pack}", "{visit}", "{wanting}", "{verdict}", "{stated}", "{stated_shot}", "{stated_paper}",
    ):  # fmt: skip
        absent = absent.replace(name, ABSENT_ID)
    body = body or {}
    return Row(route, method, address, here, elsewhere, others, absent, body, body)


ALL = "n" * 12

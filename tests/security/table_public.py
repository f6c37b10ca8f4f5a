"""The rows of the access table about opening dates and what is public. Written by hand as the rest."""

from tests.builders import COUNTY, PRIMARY, Universe
from tests.publicity.states import a_draft
from tests.reopening.states import TUESDAY, a_proposal, line
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.publicity import services as publicity
from xiaoan.publicity.services.keeping import Act
from xiaoan.reopening import services as reopening

# Who sees opening dates; who proposes them and writes public texts; who of the two offices' rights has any.
_SEE, _WRITE, _OFFICE = "222222nnnnnn", "n2nnnnnnnnnn", "22nnnnnnnnnn"
_UNREAD = "nunnnnnnnnnn"
_FORM = {"submission_id": "0190b2d0-0000-7000-8000-00000000f00d", "base": "1"}
_PROPOSAL, _ONE = "reopening/proposals/<uuid:proposal_id>/", "/reopening/proposals/{opening}/"
_TEXT, _OWN = "publicity/<uuid:text_id>/", "/publicity/{draft}/"
_ANY, _L = "222222222222", "public/<language:language>"


def _open(route: str, address: str, letter: str = "2") -> Row:
    """The same to everybody, whoever asks."""
    return Row(route, "GET", address, letter * 12, letter * 12, letter * 4)


PUBLIC_ROWS = (
    _open(_L, "/public/"),
    _open(_L, "/public/en/"),
    _open(f"{_L}schools/", "/public/schools/"),
    _open(f"{_L}schools/search/", "/public/hant/schools/search/?q=1"),
    _open(f"{_L}schools/<int:no>/", f"/public/schools/{PRIMARY}/"),
    _open(f"{_L}schools/<int:no>/", f"/public/schools/{COUNTY}/", "n"),
    _open(f"{_L}schools/<int:no>/openings.ics", f"/public/schools/{PRIMARY}/openings.ics"),
    _open(f"{_L}texts/<str:kind>/<int:number>/", "/public/texts/notice/1/"),
    _open(f"{_L}texts/<str:kind>/<int:number>/", "/public/texts/notice/2/", "n"),
    _open(f"{_L}texts/<uuid:text_id>/", "/public/texts/{shown}/"),
    # What waits for the second person is not there for anybody.
    _open(f"{_L}texts/<uuid:text_id>/", "/public/texts/{draft}/", "n"),
    _open(f"{_L}feed.rss", "/public/feed.rss"),
    _open(f"{_L}feed.atom", "/public/feed.atom"),
    _open(f"{_L}openings.ics", "/public/openings.ics"),
    _open("public/openings.json", "/public/openings.json"),
    Row("publicity/", "GET", "/publicity/", _OFFICE, _OFFICE, "snsn"),
    Row("publicity/new/", "GET", "/publicity/new/", _WRITE, _WRITE, "snsn"),
    Row("publicity/new/", "POST", "/publicity/new/", _UNREAD, _UNREAD, "snsn"),
    id_row(_TEXT, _OWN, _OFFICE, ALL, "snsn"),
    id_row(_TEXT, f"{_OWN}?act=approve", "3fnnnnnnnnnn", ALL, "snsn", method="POST", body=_FORM),
    id_row(f"{_TEXT}edit/", f"{_OWN}edit/", "f2nnnnnnnnnn", ALL, "snsn"),
    id_row(f"{_TEXT}edit/", f"{_OWN}edit/", "funnnnnnnnnn", ALL, "snsn", method="POST"),
    id_row(f"{_TEXT}<int:no>/<slug:language>/", f"{_OWN}1/en/", _OFFICE, ALL, "snsn"),
    Row("reopening/", "GET", "/reopening/", _SEE, _SEE, "snsn"),
    unit_row(
        "reopening/<int:unit_no>/", f"/reopening/{PRIMARY}/", _SEE, ALL, "snsn", unit=PRIMARY
    ),
    Row("reopening/new/", "GET", "/reopening/new/", _WRITE, _WRITE, "snsn"),
    Row("reopening/new/", "POST", "/reopening/new/", _UNREAD, _UNREAD, "snsn"),
    Row("reopening/proposals/", "GET", "/reopening/proposals/", _OFFICE, _OFFICE, "snsn"),
    id_row(_PROPOSAL, _ONE, _OFFICE, ALL, "snsn"),
    id_row(_PROPOSAL, f"{_ONE}?act=decide", "3fnnnnnnnnnn", ALL, "snsn", method="POST", body=_FORM),
)  # fmt: skip


def announced(universe: Universe) -> dict[str, str]:
    """A date that is decided and one that waits; a text that is public and one that waits."""
    officer, leader = universe.cast["officer"], universe.cast["leader"]
    with acting_as(officer):
        first = reopening.propose(officer, a_proposal())
        opening = reopening.propose(officer, a_proposal(line("junior", TUESDAY)))
        text = publicity.write(officer, a_draft())
        draft = publicity.write(officer, a_draft())
    with acting_as(leader):
        reopening.decide(leader, uuid7(), first)
        publicity.approve(leader, Act(uuid7(), text, 1))
    return {"opening": str(opening), "shown": str(text), "draft": str(draft)}

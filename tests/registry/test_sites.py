"""Where units stand, on their pages and by a sheet: faults by row and field, nothing lost."""

import io
from collections.abc import Callable

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import COUNTY, JUNIOR, PRIMARY, TOWN
from xiaoan.directory.queries import sites
from xiaoan.directory.rules.sites import Site

SignedIn = Callable[[str], Client]
LIST = f"/registry/units/schools/{COUNTY}/sites/"


def post(client: Client, rows: str, datum: str = "gcj02") -> tuple[int, str]:
    content = f"代码,名称,经度,纬度,坐标系\n{rows}".encode()
    answer = client.post(LIST, {"datum": datum, "file": SimpleUploadedFile("位置.csv", content)})
    return answer.status_code, answer.content.decode()


def test_a_school_gets_a_place_and_loses_it(signed_in: SignedIn) -> None:
    officer, address = signed_in("officer"), f"/registry/units/{PRIMARY}/site/"
    assert address in officer.get(f"/registry/units/{PRIMARY}/").content.decode()
    given = {"longitude": "111.305678", "latitude": "30.712345", "datum": "wgs84"}
    assert officer.post(address, given).status_code == 302
    assert sites.sites([PRIMARY]) == {PRIMARY: Site(111.305678, 30.712345)}
    card = officer.get(f"/registry/units/{PRIMARY}/").content.decode()
    assert "111.30568, 30.71234" in card
    for sentence, degrees in (
        ("像是写反了", {"longitude": "30.71", "latitude": "111.30568"}),
        ("小数点后至少写三位", {"longitude": "111.30568", "latitude": "30.71"}),
    ):
        wrong = officer.post(address, {**given, **degrees})
        told = wrong.content.decode()
        assert (wrong.status_code, sentence in told, 'value="111.30568"' in told) == (
            422, True, True,
        )  # fmt: skip
    assert (
        officer.post(address, {"longitude": "", "latitude": "", "datum": "wgs84"}).status_code
        == 302
    )
    assert sites.sites([PRIMARY]) == {}


def test_a_sheet_comes_in_whole_or_not_at_all(signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    status, text = post(
        officer,
        f"school-{PRIMARY},,111.3057,30.7123,\n,河口初中,30.7123,111.3057,\n,无名小学,111.3,30.7,\n"
        f",实验小学,111.3057,30.7123,\n,城关镇,111.3057,30.7123,百度\n,青禾县,=1,30.7123,\n",
    )
    told = (
        "像是写反了", "没有叫这个名称的单位", "与第 2 行是同一个单位", "百度地图的坐标要先换算",
        "度数,如", "6 行里有 5 处错", "base64,",
    )  # fmt: skip
    assert (status, [one in text for one in told]) == (422, [True] * 7)
    assert sites.sites([PRIMARY, JUNIOR]) == {}
    good = f"school-{PRIMARY},实验小学,111.3057,30.7123,WGS-84\n,河口初中,111.3107,30.7103,\n,城关镇,,,\n"
    assert post(officer, good)[0] == 302
    found = sites.sites([PRIMARY, JUNIOR, TOWN])
    assert found[PRIMARY] == Site(111.3057, 30.7123)
    assert 111.3 < found[JUNIOR].longitude < 111.3107
    assert TOWN not in found
    page = officer.get(LIST).content.decode()
    assert "6 个单位里 2 个登记了位置" in page
    assert "实验小学" not in officer.get(f"{LIST}?missing=1").content.decode()


def test_the_template_names_every_unit_and_comes_back_unchanged(signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    post(officer, f"school-{PRIMARY},,111.305712,30.712345,WGS-84\n")
    content = officer.get(f"{LIST}template.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[1] == "实验小学"]
    assert rows == [(f"school-{PRIMARY}", "实验小学", "111.305712", "30.712345", "WGS-84")]
    before = sites.sites([PRIMARY])
    again = officer.post(LIST, {"datum": "gcj02", "file": SimpleUploadedFile("位置.xlsx", content)})
    assert (again.status_code, sites.sites([PRIMARY])) == (302, before)


def test_without_a_file_or_a_datum_it_says_so(signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    assert officer.post(LIST, {"datum": "gcj02"}).status_code == 422
    assert post(officer, ",实验小学,111.3057,30.7123,\n", "bd09")[0] == 422

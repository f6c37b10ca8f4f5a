"""Formats of exchange: every value is that of the indicator or the roll-call; shapes as their
specifications say."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.measurereport import MeasureReport

from tests.builders import CLASS_11, COUNTY, JUNIOR, PRIMARY, TOWN, Universe, sent, sick
from xiaoan.directory import queries as directory
from xiaoan.indicators import queries as indicators
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.returns import services
from xiaoan.returns.queries import exchange
from xiaoan.returns.queries.known import is_known
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
# DHIS2: identifiers of data value sets are UIDs or codes; a code is at most 50 characters.
CODE = re.compile(r"[A-Za-z0-9_\-]{1,50}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@pytest.fixture
def checked(universe: Universe, acting: Acting) -> None:
    mark = sick(universe.enrolment(CLASS_11, 1), "fever")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))


def taken(client: Client, unit_no: int, form: str, **query: str) -> bytes:
    response = client.get(f"/returns/exchange/{unit_no}/{form}/", query)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return response.content


def data(client: Client, unit_no: int, form: str, **query: str) -> Any:
    return json.loads(taken(client, unit_no, form, **query))


@pytest.mark.usefixtures("checked")
def test_dhis2_takes_what_is_known_and_nothing_else(signed_in: SignedIn, acting: Acting) -> None:
    found = data(signed_in("officer"), COUNTY, "dhis2", level="school")
    assert {*found} == {
        "dataSet",
        "dataElementIdScheme",
        "orgUnitIdScheme",
        "idScheme",
        "period",
        "dataValues",
    }
    assert found["period"] == f"{clock.today():%Y%m%d}"
    officer = acting("officer")
    wanted = set()
    for place, figures in indicators.by_school(
        officer, COUNTY, clock.today(), [one.key for one in indicators.catalogue()]
    ):
        for figure in figures.values():
            for part, value in (
                ("NUM", figure.num),
                ("DEN", figure.den),
                ("UNKNOWN", figure.unknown),
            ):
                told = figure.num is not None if part == "UNKNOWN" else is_known(figure)
                if told and value is not None and (part != "UNKNOWN" or figure.den is not None):
                    code = f"XIAOAN_{figure.key.replace('.', '_').upper()}_{part}"
                    wanted.add((code, place.code, str(value)))
    said = [(one["dataElement"], one["orgUnit"], one["value"]) for one in found["dataValues"]]
    assert (len(said), set(said)) == (len(wanted), wanted)
    for one in found["dataValues"]:
        assert {*one} == {"dataElement", "period", "orgUnit", "value"}
        assert one["period"] == found["period"]
        assert CODE.fullmatch(one["dataElement"])
        assert one["value"].isdigit()


@pytest.mark.usefixtures("checked")
def test_names_of_the_other_system_are_used(signed_in: SignedIn, acting: Acting) -> None:
    officer = acting("officer")
    code = directory.place(PRIMARY).code
    said = f"rollcall.sick.num,SICK_ABS\n{code},OU_1\n\n"
    assert services.map_names(officer, uuid7(), said) == 2
    found = data(signed_in("officer"), PRIMARY, "dhis2", level="unit")
    assert {one["orgUnit"] for one in found["dataValues"]} == {"OU_1"}
    assert [one["value"] for one in found["dataValues"] if one["dataElement"] == "SICK_ABS"] == [
        "1"
    ]
    assert services.map_names(acting("officer"), uuid7(), "") == 0
    assert exchange.names_there(COUNTY) == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rollcall.sick.num", "shape"), ("rollcall.sick.num,", "shape"), ("nothing.num,A", "unknown"),
        ("rollcall.sick.num,因病", "theirs"), ("rollcall.sick.num,A\nrollcall.sick.num,B", "twice"),
    ],
)  # fmt: skip
def test_a_line_of_names_that_is_wrong_is_named(acting: Acting, text: str, fault: str) -> None:
    with pytest.raises(Invalid) as told:
        services.map_names(acting("officer"), uuid7(), text)
    assert told.value.fields == {"names": fault}
    assert re.match(r"第 \d 行", str(told.value))


def check_report(one: dict[str, Any]) -> None:
    """FHIR R4 MeasureReport: what is required (1..1), closed value sets, no count where nothing is known."""
    assert one["resourceType"] == "MeasureReport"
    assert one["status"] in ("complete", "pending", "error")
    assert one["type"] in ("individual", "subject-list", "summary", "data-collection")
    assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", one["id"])
    assert {*one["period"]} == {"start", "end"}
    assert INSTANT.fullmatch(one["date"])
    assert "subject" not in one
    for group in one["group"]:
        codes = [
            p["code"]["coding"][0]["code"] for p in group["population"] if "coding" in p["code"]
        ]
        assert codes in (["initial-population"], ["numerator", "denominator"])
        for population in group["population"]:
            assert ("count" in population) != ("_count" in population)
            assert isinstance(population.get("count", 0), int)


@pytest.mark.usefixtures("checked")
def test_fhir_bundle(signed_in: SignedIn, acting: Acting) -> None:
    found = data(signed_in("officer"), COUNTY, "fhir", level="unit")
    assert (found["resourceType"], found["type"]) == ("Bundle", "collection")
    assert INSTANT.fullmatch(found["timestamp"])
    urls = [one["fullUrl"] for one in found["entry"]]
    assert len(set(urls)) == len(urls)
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for one in found["entry"]:
        assert one["fullUrl"] == f"urn:uuid:{one['resource']['id']}"
        by_kind.setdefault(one["resource"]["resourceType"], []).append(one["resource"])
    count = len(indicators.catalogue())
    assert {kind: len(rows) for kind, rows in by_kind.items()} == {
        "Organization": 1, "Measure": count, "MeasureReport": count,
    }  # fmt: skip
    figures = indicators.of_unit(acting("officer"), COUNTY, clock.today())
    measures = {one["url"] for one in by_kind["Measure"]}
    for one in by_kind["MeasureReport"]:
        check_report(one)
        assert one["measure"] in measures
        assert one["reporter"]["reference"] in urls
        figure = figures[one["measure"].removeprefix("urn:xiaoan:measure:")]
        assert one["group"][0]["population"][0].get("count") == (
            figure.num if is_known(figure) else None
        )
        score = one["group"][0].get("measureScore", {}).get("value")
        assert score == (None if figure.share is None else round(figure.share, 6))


@pytest.mark.usefixtures("checked")
def test_another_reader_of_fhir_takes_every_resource(signed_in: SignedIn) -> None:
    client = signed_in("officer")
    bundle = data(client, COUNTY, "fhir", level="school")
    read = Bundle.model_validate(bundle)
    assert json.loads(read.model_dump_json()) == bundle
    lines = taken(client, COUNTY, "ndjson", level="school").decode().splitlines()
    assert {MeasureReport.model_validate_json(line).status for line in lines} == {"complete"}
    # What it does not know it refuses, so it has looked.
    broken = json.loads(lines[0]) | {"state": "complete"}
    with pytest.raises(ValueError, match="state"):
        MeasureReport.model_validate(broken)


@pytest.mark.usefixtures("checked")
def test_ndjson_has_a_report_a_line_with_the_same_ids(signed_in: SignedIn) -> None:
    client = signed_in("officer")
    lines = taken(client, COUNTY, "ndjson", level="school").decode().splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) == 3 * len(indicators.catalogue())
    for one in rows:
        check_report(one)
    bundle = data(client, COUNTY, "fhir", level="school")
    ids = {
        one["resource"]["id"]
        for one in bundle["entry"]
        if one["resource"]["resourceType"] == "MeasureReport"
    }
    assert {one["id"] for one in rows} == ids


@pytest.mark.usefixtures("checked")
def test_the_register_of_absences_by_class(signed_in: SignedIn) -> None:
    client = signed_in("officer")
    sheet = openpyxl.load_workbook(io.BytesIO(taken(client, COUNTY, "absence"))).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = [str(one) for one in exchange.HEADS]
    top = rows.index(heads)
    assert "6 个班,其中 5 个班未报" in str(rows[2][0])
    by_class = {row[3]: dict(zip(heads, row, strict=True)) for row in rows[top + 1 :]}
    assert len(by_class) == 6
    own = by_class["一年级1班"]
    wanted = {
        "状态": "已报", "在册人数": 10, "应到": 10, "实到": 9, "缺课": 1, "其中因病缺课": 1, "发热": 1,
        "有症状": 1, "报送时间": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
    }  # fmt: skip
    assert {name: own[name] for name in wanted} == wanted
    other = by_class["一年级2班"]
    assert (other["状态"], other["在册人数"], other["缺课"], other["其中因病缺课"]) == (
        "未报",
        10,
        None,
        None,
    )
    text = taken(client, COUNTY, "absence-csv").decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert {row["班级"]: row["其中因病缺课"] for row in lines}["一年级1班"] == "1"
    assert {row["班级"]: row["其中因病缺课"] for row in lines}["一年级2班"] == ""


def test_each_taking_is_a_fact_and_in_scope(signed_in: SignedIn, acting: Acting) -> None:
    principal = signed_in("principal")
    taken(principal, PRIMARY, "ndjson")
    for unit_no in (COUNTY, TOWN, JUNIOR):
        assert principal.get(f"/returns/exchange/{unit_no}/dhis2/").status_code == 404
        assert principal.get("/returns/exchange/", {"unit": unit_no}).status_code == 404
    assert signed_in("teacher").get(f"/returns/exchange/{PRIMARY}/dhis2/").status_code == 404
    assert principal.get(f"/returns/exchange/{PRIMARY}/nothing/").status_code == 404
    acting("officer")
    facts = [json.loads(one.body) for one in Entry.objects.filter(kind="returns.exported")]
    assert [(one["form"], one["rows"]) for one in facts] == [
        ("ndjson", len(indicators.catalogue()))
    ]

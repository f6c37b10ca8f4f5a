"""HL7 FHIR R4 (4.0.1): figures as MeasureReport, in a Bundle, or a line each (Bulk Data, NDJSON).

A share is a measure scored as a proportion, with the populations "numerator" and "denominator" and a score; a
count is a cohort with its "initial-population". What is not on record has no count but the extension
data-absent-reason "unknown"; those not known besides are a population of their own. Source: hl7.org/fhir/R4
measurereport.html, measure.html, bundle.html; tests read every resource with `fhir.resources`, whose models
of R4B have these kinds as R4 has them.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.indicators.queries import Described, Figure
from xiaoan.kernel import clock
from xiaoan.returns.queries.exchange.figures import Found
from xiaoan.returns.queries.known import is_known

SYSTEM = "urn:xiaoan:indicator"
_POPULATION = "http://terminology.hl7.org/CodeSystem/measure-population"
_NOTATION = "http://terminology.hl7.org/CodeSystem/measure-improvement-notation"
_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def bundle(found: Found) -> dict[str, Any]:
    """A Bundle of type "collection": the organizations, the measures, a report for each unit and figure."""
    entries = [
        *(_organization(place) for place, _figures in found.units),
        *(_measure(one) for one in indicators.catalogue()),
        *_reports(found),
    ]
    return {
        "resourceType": "Bundle", "type": "collection", "timestamp": _instant(),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in entries],
    }  # fmt: skip


def ndjson(found: Found) -> str:
    """A report a line, as Bulk Data files are; the resources of one kind only."""
    lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in _reports(found))
    return "".join(f"{line}\n" for line in lines)


def _reports(found: Found) -> Iterator[dict[str, Any]]:
    for place, figures in found.units:
        for figure in figures.values():
            yield _report(place, indicators.described(figure.key), figure)


def _report(place: Place, one: Described, figure: Figure) -> dict[str, Any]:
    day = figure.day.isoformat()
    group: dict[str, Any] = {"code": _code(one), "population": _populations(one, figure)}
    if figure.share is not None:
        group["measureScore"] = {
            "value": round(figure.share, 6),
            "system": "http://unitsofmeasure.org",
            "code": "1",
        }
    report: dict[str, Any] = {
        "resourceType": "MeasureReport", "id": _id("report", place.code, one.key, day),
        "status": "complete", "type": "summary", "measure": f"urn:xiaoan:measure:{one.key}",
        "date": _instant(), "period": {"start": day, "end": day},
        "reporter": {"reference": f"urn:uuid:{_id('unit', place.code)}", "display": place.name},
        "improvementNotation": _notation(one), "group": [group],
    }  # fmt: skip
    if figure.as_of is not None:
        report["date"] = figure.as_of.astimezone(clock.ZONE).isoformat(timespec="seconds")
    return report


def _populations(one: Described, figure: Figure) -> list[dict[str, Any]]:
    known = is_known(figure)
    first = "numerator" if one.kind == "share" else "initial-population"
    found = [_population(first, figure.num if known else None)]
    if one.kind == "share":
        found.append(_population("denominator", figure.den if known else None))
    if figure.unknown:
        found.append({"code": {"text": one.unknown_words or "unknown"}, "count": figure.unknown})
    return found


def _population(code: str, count: int | None) -> dict[str, Any]:
    said: dict[str, Any] = {"code": {"coding": [{"system": _POPULATION, "code": code}]}}
    if count is None:
        said["_count"] = {"extension": [{"url": _ABSENT, "valueCode": "unknown"}]}
    else:
        said["count"] = count
    return said


def _measure(one: Described) -> dict[str, Any]:
    return {
        "resourceType": "Measure", "id": _id("measure", one.key), "url": f"urn:xiaoan:measure:{one.key}",
        "name": one.key.replace(".", "_"), "title": one.name, "status": "active",
        "scoring": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/measure-scoring",
                    "code": "proportion" if one.kind == "share" else "cohort",
                }
            ]
        },
        "improvementNotation": _notation(one),
    }  # fmt: skip


def _organization(place: Place) -> dict[str, Any]:
    return {
        "resourceType": "Organization", "id": _id("unit", place.code), "name": place.name,
        "identifier": [{"system": "urn:xiaoan:unit", "value": place.code}], "active": True,
    }  # fmt: skip


def _notation(one: Described) -> dict[str, Any]:
    code = "increase" if one.better == "high" else "decrease"
    return {"coding": [{"system": _NOTATION, "code": code}]}


def _code(one: Described) -> dict[str, Any]:
    return {"coding": [{"system": SYSTEM, "code": one.key, "display": one.name}], "text": one.name}


def _id(*parts: str) -> str:
    """The same thing has the same id in every file."""
    return str(UUID(bytes=uuid5(NAMESPACE_URL, "urn:xiaoan:" + ":".join(parts)).bytes))


def _instant() -> str:
    return clock.now().astimezone(clock.ZONE).isoformat(timespec="seconds")

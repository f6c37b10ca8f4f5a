"""The rule file: what it says, what is in force where and when, and what a broken file is told."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from xiaoan.outbreaks import rules
from xiaoan.outbreaks.rules import Condition, Rule, RuleBook
from xiaoan.screening.rules import Syndrome

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "xiaoan" / "outbreaks" / "data" / f"rules-cn-{rules.CURRENT_VERSION}.yaml"
TODAY = dt.date(2026, 11, 23)


def in_force_ids(day: dt.date = TODAY, place: str = "", overlays: tuple[str, ...] = ()) -> set[str]:
    return {rule.id for rule in rules.rules_in_force(day, place, overlays)}


# --- what the file says --------------------------------------------------------------------------


def test_the_statutory_class_rule_is_as_in_the_norm() -> None:
    one_day, three_days = rules.rule_book().rule("N-01a"), rules.rule_book().rule("N-01b")

    assert (one_day.min_cases, one_day.window_days, one_day.deadline_hours) == (3, 1, 24)
    assert (three_days.min_cases, three_days.window_days, three_days.deadline_hours) == (5, 3, 24)
    for rule in (one_day, three_days):
        assert rule.units == ("class", "dormitory")
        assert rule.groups == ("RESP", "GI", "RASH", "PAROTID", "EYE", "JAUNDICE", "FEVER")
        assert rule.basis == "卫办疾控发〔2006〕65号"
        assert rule.to == ("county_cdc", "edu_bureau")
        assert rule.status == "confirmed"


def test_every_group_of_the_checks_is_similar_or_not() -> None:
    book = rules.rule_book()
    assert sorted(book.similar + book.not_similar) == sorted(Syndrome)
    assert book.not_similar == ("COUGH", "OTHER", "UNSPECIFIED")


IDS = """
N-01a N-01b N-02 N-03 N-04 N-05 N-08 N-09a N-09b N-10 N-11 N-12 WST772
D-ILI-S D-ILI-E D-VAR-E D-MUM-E D-SCA-E D-MEA-E D-RUB-E D-HFMD-S1 D-HFMD-S2 D-HFMD-O D-DIA-E
D-NOR-S0 D-DYS-E D-HEP-E D-TYP-E D-CHO-E D-FOOD-E D-MEN-E D-UNKP-E D-AI-E D-TB-1 D-TB-S D-TB-E
D-COV-S D-PLA-E D-ANT-E1 D-ANT-E2 D-HFRS-E D-DEN-E D-NEW-E D-UNK-E D-POI-E D-ENV-E D-VAC-E D-DRG-E
C-ILI C-HFMD-BJ1 C-HFMD-BJ2 C-MEA-JS C-VAR-JS C-MUM C-NOR
HZ-VAR HZ-MUM HZ-RUB HZ-MEA HZ-AHC HZ-NOR HZ-DEN LOCAL-HOURS
"""


def test_the_whole_table_is_there() -> None:
    """Ids of reference 2.7 and the rules of 2.2 and 2.3 that have no row there."""
    assert {rule.id for rule in rules.rule_book().rules} == set(IDS.split())


# The thresholds a second time, written from the reference table and not from the file.
THRESHOLDS = """
N-01a 3/1 N-01b 5/3
D-ILI-S 10/7 D-ILI-E 30/7 D-VAR-E 10/7 D-MUM-E 10/7 D-SCA-E 10/7 D-MEA-E 10/7 D-RUB-E 10/7
D-HFMD-S1 2/7 D-HFMD-S2 5/7 D-HFMD-O 10/7 D-DIA-E 20/7 D-NOR-S0 5/3 D-DYS-E 10/3 D-HEP-E 5/7
D-TYP-E 5/7 D-MEN-E 3/3 D-ANT-E2 3/7 D-HFRS-E 5/7 D-DEN-E 5/7 D-UNK-E 3/14 D-COV-S 2/7
C-HFMD-BJ1 2/7 C-HFMD-BJ2 10/7 C-MEA-JS 2/10 C-VAR-JS 10/7 C-MUM 10/7 C-NOR 3/3
HZ-VAR 5/7 HZ-MUM 5/7 HZ-RUB 5/7 HZ-MEA 2/10 HZ-AHC 3/7 HZ-NOR 10/7 HZ-DEN 3/14
"""


def test_thresholds_and_windows() -> None:
    in_file = {
        rule.id: f"{rule.min_cases}/{rule.window_days}"
        for rule in rules.rule_book().rules
        if rule.window_days is not None
    }
    assert in_file == dict(re.findall(r"(\S+) (\d+/\d+)", THRESHOLDS))


def test_conditions_beside_the_cases() -> None:
    def others(rule_id: str) -> list[Condition]:
        conditions = rules.rule_book().rule(rule_id).conditions
        return [each for each in conditions if each.measure != "cases"]

    assert others("D-ILI-E") == [Condition("hospitalised", 5), Condition("deaths", 1)]
    assert others("D-DYS-E") == [Condition("deaths", 2)]
    assert others("D-DEN-E") == [Condition("first_ever_in_county", 1)]
    assert [str(each.at_least) for each in others("C-ILI")] == ["5", "0.3", "2"]
    assert rules.rule_book().rule("D-TB-S").conditions == (
        Condition("cases", 3, requires="epi_link"),
    )


def test_words_carry_the_numbers_of_the_rule() -> None:
    words = {rule.id: rule.text_zh for rule in rules.rule_book().rules}

    assert words["N-01b"].startswith("同一班级或同一宿舍，连续3天内有5例及以上症状相似")
    assert words["C-ILI"].startswith("班级当天新增5例及以上流感样病例，或现患达到30%")
    assert [rule_id for rule_id, text in words.items() if "{" in text] == []


# --- in force ------------------------------------------------------------------------------------


def test_national_rules_only_unless_a_place_says_otherwise() -> None:
    assert {i for i in in_force_ids() if i.startswith(("HZ", "LOCAL"))} == set()
    assert in_force_ids() == in_force_ids(place="cn") == in_force_ids(place="cn/guizhou/zunyi")


def test_an_overlay_holds_in_its_jurisdiction_below_it_and_where_chosen() -> None:
    national = in_force_ids()
    huzhou = {"HZ-VAR", "HZ-MUM", "HZ-RUB", "HZ-MEA", "HZ-AHC", "HZ-NOR", "HZ-DEN"}

    for place in ("cn/zhejiang/huzhou", "cn/zhejiang/huzhou/deqing"):
        assert in_force_ids(place=place) - national == huzhou
    assert in_force_ids(overlays=("huzhou-2023",)) - national == huzhou
    assert in_force_ids(place="cn/zhejiang/huzhou2") == national


def test_an_overlay_begins_on_its_day() -> None:
    day = dt.date(2023, 9, 11)
    assert "HZ-VAR" in in_force_ids(day, overlays=("huzhou-2023",))
    assert "HZ-VAR" not in in_force_ids(day - dt.timedelta(days=1), overlays=("huzhou-2023",))


def test_covid_rules_ended_with_the_seventh_of_january_2023() -> None:
    retired = {"N-08", "D-COV-S"}
    assert retired & in_force_ids(dt.date(2023, 1, 7)) == retired
    assert retired & in_force_ids(dt.date(2023, 1, 8)) == set()
    assert retired & in_force_ids(dt.date(2019, 12, 31)) == set()


def test_the_slot_without_an_official_text_is_never_in_force() -> None:
    slot = rules.rule_book().rule("WST772")
    assert (slot.enabled, slot.needs_official_text, slot.conditions) == (False, True, ())
    assert "WST772" not in in_force_ids()


def test_no_hours_yield_to_any_hours() -> None:
    plain = {rule.id: rule for rule in rules.rules_in_force(TODAY)}
    local = {rule.id: rule for rule in rules.rules_in_force(TODAY, "", ("county-hours",))}

    assert (plain["D-ILI-S"].deadline_hours, plain["D-ILI-S"].deadline_text) == (None, "及时")
    assert local["D-ILI-S"].deadline_hours == 24
    assert local["D-ILI-S"].tightened_by == "LOCAL-HOURS"
    assert plain.keys() == local.keys()


@pytest.mark.parametrize(
    ("hours", "expected"),
    [([], (24, "")), ([2], (2, "T0")), ([2, 1], (1, "T1")), ([1, 2], (1, "T0")), ([48], (24, ""))],
)
def test_the_strictest_deadline_wins(hours: list[int], expected: tuple[int, str]) -> None:
    content = minimal()
    content["overlays"] = {"county": {"title": "县", "status": "verify", "sources": ["S01"]}}
    content["rules"] += [
        {
            "id": f"T{at}", "kind": "tightening", "overlay": "county", "tightens": ["N-01a"],
            "severity": "report", "deadline_h": each, "basis": "县", "sources": ["S01"],
            "status": "verify", "text_zh": "从严",
        }
        for at, each in enumerate(hours)
    ]  # fmt: skip
    (rule,) = rules.parse_rule_book(content).in_force(TODAY, "cn", ["county"])

    assert (rule.deadline_hours, rule.tightened_by) == expected


def test_unknown_places_are_refused() -> None:
    with pytest.raises(
        ValueError, match=r"no overlay mars in 2026\.11; known: beijing-2010, county-hours, huzhou"
    ):
        rules.rules_in_force(TODAY, "", ("mars",))
    with pytest.raises(ValueError, match="vn/hanoi is not in cn"):
        rules.rules_in_force(TODAY, "vn/hanoi")


def test_a_version_that_is_not_there_is_refused() -> None:
    with pytest.raises(
        rules.RuleFileError, match=r"rules-cn-1999\.01\.yaml: there is no such rule"
    ):
        rules.rule_book("1999.01")


# --- a broken file -------------------------------------------------------------------------------


def minimal() -> dict[str, Any]:
    return {
        "version": "test",
        "jurisdiction": "cn",
        "reading": {
            "at_least": "inclusive", "window": "rolling_calendar_days", "continuation_days": 7,
            "count": "distinct_persons_by_onset", "unknown_onset": "first_detected_flagged",
        },
        "syndromes": {"similar": ["GI", "FEVER"], "not_similar": ["COUGH"]},
        "defaults": {"to": ["county_cdc"]},
        "sources": {"S01": "norm"},
        "rules": [
            {
                "id": "N-01a", "unit": ["class", "dormitory"], "match": ["same_syndrome"], "min": 3,
                "window_days": 1, "severity": "report", "deadline_h": 24, "basis": "norm",
                "sources": ["S01"], "status": "confirmed", "text_zh": "{days}天{min}例",
            }
        ],
    }  # fmt: skip


def test_the_smallest_file_is_read() -> None:
    (rule,) = rules.parse_rule_book(minimal()).rules
    assert (rule.text_zh, rule.groups, rule.to) == ("1天3例", ("GI", "FEVER"), ("county_cdc",))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("min", 0, "field min: must be a whole number of at least 1, not 0"),
        ("min", True, "field min: must be a whole number of at least 1, not True"),
        ("min", "3", "field min: must be a whole number of at least 1, not '3'"),
        ("min", None, "field text_zh: asks for 'min', which the rule does not have"),
        ("any", [{"min": 3}], "field any: stands beside min; write one of the two"),
        ("window_days", None, "field text_zh: asks for 'days', which the rule does not have"),
        ("window", "event", "field window_days: does not fit window: event"),
        ("window", "week", "field window: 'week' is not one of days, event, none, semester"),
        ("deadline_h", -1, "field deadline_h: must be a whole number of at least 0, not -1"),
        ("unit", ["planet"], "field unit: does not know planet"),
        ("unit", None, "field unit: is missing"),
        ("unit", "class", "field unit: must be a list of words, in square brackets"),
        ("unit", ["class", "class"], "field unit: has a word twice"),
        ("disease", "measles", "field match: a rule has either match or disease"),
        ("match", None, "field match: a rule has either match or disease"),
        ("severity", "panic", "field severity: 'panic' is not one of "),
        ("status", "sure", "field status: 'sure' is not one of "),
        ("basis", None, "field basis: is missing"),
        ("basis", 65, "field basis: must be text, not 65; put it in quotes"),
        ("sources", ["S99"], "field sources: does not know S99"),
        ("overlay", "mars", "field overlay: 'mars' is not among the overlays of the file"),
        ("effective_from", "2026", "field effective_from: must be a date such as 2026-11-01"),
        ("enabled", "no", "field enabled: must be true or false, not 'no'"),
        ("needs_official_text", True, "field enabled: must be false until the official text"),
        ("windw_days", 3, "no such field: windw_days"),
    ],
)
def test_errors_name_the_rule_and_the_field(field: str, value: object, message: str) -> None:
    content = minimal()
    content["rules"][0][field] = value
    with pytest.raises(rules.RuleFileError) as refused:
        rules.parse_rule_book(content, "file")

    assert str(refused.value).startswith("file, rule N-01a")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ([{"cases": 3}], "field any[0]: needs exactly one measure, has 0"),
        ([{"min": 3}, {"min": 3, "deaths_min": 1}], "any[1]: needs exactly one measure, has 2"),
        ([{"current_ratio_min": 30}], "field current_ratio_min: must be a share above 0"),
        ([{"occurrence": False}], "field occurrence: can only be true"),
        ([{"min": 3, "wen": "x"}], "field any[0]: no such field: wen"),
        ("min", "field any: must be a list of conditions"),
        ([{"deaths_min": 1}], "field min: is missing; similar symptoms are counted in cases"),
    ],
)
def test_errors_in_conditions(conditions: object, message: str) -> None:
    content = minimal()
    content["rules"][0] |= {"min": None, "any": conditions, "text_zh": "几例"}
    with pytest.raises(rules.RuleFileError, match=re.escape(message)):
        rules.parse_rule_book(content)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 2026.11}, "rules, field version: must be text, not 2026.11; put it in quotes"),
        ({"version": None}, "rules, field version: is missing"),
        ({"rules": []}, "rules, field rules: must be a list of rules"),
        ({"rules": ["N-01"]}, "rules, rule 1: must be a mapping of fields"),
        ({"rules": [{"id": "A"}, {"id": "A"}]}, "rules, field rules: A is there twice"),
        ({"sources": ["S01"]}, "rules, field sources: must give each source id a title"),
        ({"reading": {}}, "rules, reading, field continuation_days: is missing"),
        ({"overlays": {"x": {}}}, "rules, overlay x, field title: is missing"),
        ({"comment": "x"}, "rules: no such field: comment"),
    ],
)
def test_errors_at_the_head(change: dict[str, Any], message: str) -> None:
    with pytest.raises(rules.RuleFileError) as refused:
        rules.parse_rule_book(minimal() | change)
    assert str(refused.value) == message


def test_a_file_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("rules: [", encoding="utf-8")
    with pytest.raises(rules.RuleFileError, match=r"broken\.yaml: is not YAML"):
        rules.read_rule_book(path)


# --- documentation -------------------------------------------------------------------------------


def row_of(rule: Rule) -> str:
    hours = {None: "—", 0: "at once"}.get(rule.deadline_hours, f"{rule.deadline_hours} h")
    state = "" if rule.is_confirmed else "待核 "
    place = ", ".join(rule.units) or ", ".join(rule.tightens)
    deadline = rule.deadline_text or hours
    name = f"{rule.id} ({rule.overlay})" if rule.overlay else rule.id
    cells = [name, place, rule.text_zh, deadline, rule.basis, f"{state}{rule.status}"]
    return f"| {' | '.join(cells)} |"


def test_the_table_in_the_documentation_is_the_file() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    table = text.partition("<!-- rules -->\n")[2].partition("<!-- /rules -->")[0].splitlines()
    book: RuleBook = rules.rule_book()

    assert table[2:] == [row_of(rule) for rule in book.rules]


def test_the_file_has_no_duplicate_keys() -> None:
    """YAML takes the last of two equal keys in silence."""
    rows = yaml.compose(DATA.read_text(encoding="utf-8"))

    def keys_twice(node: Any) -> list[str]:
        if isinstance(node, yaml.SequenceNode):
            return [key for each in node.value for key in keys_twice(each)]
        if not isinstance(node, yaml.MappingNode):
            return []
        names = [key.value for key, _ in node.value]
        twice = [name for name in names if names.count(name) > 1]
        return twice + [key for _, value in node.value for key in keys_twice(value)]

    assert keys_twice(rows) == []

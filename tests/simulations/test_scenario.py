"""Scenario files: what they mean, and every fault by its key with what to write instead."""

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xiaoan.simulations.management import simulate
from xiaoan.simulations.rules import drawing, made, scenario, settings, told
from xiaoan.simulations.rules.reading import Faulty

EXAMPLE = Path(settings.__file__).parents[1] / "data" / "example.toml"
SMALL = """
disease = "influenza"
ways = ["all", "checks"]
days = 21
[population]
kind = "made"
schools = 2
grades = 3
classes = 2
class_size = 20
"""


def read(text: str) -> scenario.Scenario:
    return scenario.scenario(tomllib.loads(text), None, None)


def faults(text: str) -> list[str]:
    with pytest.raises(Faulty) as refused:
        read(text)
    return refused.value.faults


def command(
    capsys: pytest.CaptureFixture[str], *words: object
) -> tuple[int | None, dict[str, Any], str]:
    status = simulate.main([str(word) for word in words])
    said = capsys.readouterr()
    return status, json.loads(said.out) if said.out else {}, said.err


def file(folder: Path, text: str) -> Path:
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("dayz = 3\n", "dayz: no such key; did you mean days or ways or draw?"),
        ("replicates = 1\n", "replicates: 1 is no whole number from 2 to 10000; write such a number"),
        ("seed = true\n", "seed: True is no whole number from 0 to 9007199254740992; write such a number"),
        ("imports = -1\n", "imports: -1 is no number from 0 to 100000; write such a number"),
        ("draw = 1\n", "draw: 1 is neither true nor false; write true or false"),
        ("name = 7\n", 'name: 7 is no text; write it in quotes, as "…"'),
        ("places = 7\n", "places: 7 is no table; write [places] and keys under it"),
        (
            "places = { class = 0.9 }\n",
            ("places.class: the shares of class, dormitory, school, county add up to 1.35; "
             "write all four so that they add up to 1"),
        ),
        (
            "measures = { masks = [0.9, 0.5, 1.2] }\n",
            ("measures.masks: 0.9, 0.5, 1.2 are not in order or not within 0 and 1; "
             "write least, likeliest and most in ascending order"),
        ),
        (
            "measures = { masks = [0.5, 0.9] }\n",
            ("measures.masks: [0.5, 0.9] is no number with a range; write a number, "
             '[least, likeliest, most], or { low = …, middle = …, high = …, source = "…" }'),
        ),
        (
            "measures = { masks = { low = 0.5, middle = 0.6, high = 0.7, sauce = 'x' } }\n",
            "measures.masks.sauce: no such key; did you mean source?",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_said_by_its_key(change: str, fault: str) -> None:
    assert faults(change + SMALL) == [fault]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"influenza"', '"influenca"', "disease.code: 'influenca' is not known; did you mean influenza?"),
        ('"checks"]', '"check"]', "ways[2]: 'check' is not known; did you mean checks?"),
        ('"checks"]', '"all"]', "ways: 'all' is there twice; give each a code or name of its own"),
        ('"checks"]', '{ checks = 2, tested = 0.5 }]',
         "ways[2].tested: it does nothing without tests; write tests as well, or leave it out"),
        ('"checks"]', '{ closed = 9 }]',
         ("ways[2].closed: it does nothing without close_at or close_share; write close_at or close_share "
          "as well, or leave it out")),
        ('"checks"]', '{ close_at = 3, close_share = 0.1 }]',
         "ways[2].close_share: close_at is there as well; leave one of both out"),
        ('"checks"]', '{ mask = true }]', "ways[2].mask: no such key; did you mean masks?"),
        ('"checks"]', '7]', "ways[2]: 7 is no way of opening; write a code in quotes or [[ways]]"),
        ("class_size = 20", "class_sise = 20",
         "population.class_sise: no such key; did you mean class_size or classes?"),
        ('kind = "made"', 'kind = "school"', ("population.school: it is missing; write the number or the "
         "code of a school on record")),
    ],
)  # fmt: skip
def test_a_fault_inside_is_said_by_its_key(old: str, new: str, fault: str) -> None:
    assert fault in faults(SMALL.replace(old, new))


def test_everything_that_is_missing_is_said_at_once() -> None:
    assert [one.split(":")[0] for one in faults("")] == ["disease.code", "ways", "population.kind"]


def test_a_disease_of_ones_own_says_all_its_numbers() -> None:
    own = SMALL.replace('disease = "influenza"', 'disease = { name = "x", ill = 0.5 }')
    assert {one.split(":")[0].split(".")[1] for one in faults(own)} == {
        "immune", "reproduction", "household", "latent", "infectious", "onset", "dispersion", "felt",
        "silent", "susceptible", "protects",
    }  # fmt: skip


def test_chances_by_place_take_the_place_of_r() -> None:
    places = (
        "class = 0.01, school = 0.001, dormitory = 0, household = [0.03, 0.05, 0.07], county = 0"
    )
    given = f'disease = {{ code = "influenza", contact = {{ {places} }} }}'
    read_ = read(SMALL.replace('disease = "influenza"', given))
    assert read_.study.illness.contact
    assert read_.study.numbers["contact.household"].high == 0.07
    twice = given.replace("contact =", "reproduction = 2, contact =")
    assert faults(SMALL.replace('disease = "influenza"', twice)) == [
        "disease.reproduction: it is not used where [disease.contact] gives chances; leave one of both out"
    ]
    part = given.replace(", county = 0", "")
    assert faults(SMALL.replace('disease = "influenza"', part))[0].startswith(
        "disease.contact.county: it is missing;"
    )


def test_what_a_way_says_is_what_is_done() -> None:
    ways = """[
      { like = "closing", close_share = 0.1, close_grade = 2, close_school = 2 },
      { name = "b", masks = 0.5, checks = 1, retest = false, imports = 3, opens = 2, isolation = 9 },
      { name = "c", tests = 2, tested = 0.75, vaccinated = 0.4, boarding_weeks = 2, waits = 1,
        halves = true },
    ]"""  # fmt: skip
    read_ = read(SMALL.replace('["all", "checks"]', ways.replace("\n", " ")))
    people = made.made(read_.people.county, 1)  # type: ignore[arg-type]  # it is made
    drawn = {name: one.middle for name, one in read_.study.numbers.items()}
    a, b, c = (
        drawing.policy(read_.study.illness, way.does, read_.study.chosen, people, drawn)
        for way in read_.study.ways
    )
    assert isinstance(a.close_at, np.ndarray)
    assert set(a.close_at.tolist()) == {2}
    assert a.grades is not None
    assert (a.close_grade, a.close_school, np.unique(a.grades).size) == (2, 2, 6)
    assert (b.masks, b.checks, b.false_alarms, b.opens, b.isolation) == (0.5, 1, 0.08, 2, 9)
    assert b.imports == pytest.approx(3 / people.population.people * 1000)
    assert (c.tests, c.tested, c.vaccinated, c.boarding_weeks, c.halves) == (2, 0.75, 0.4, 2, True)
    assert sorted(set(np.asarray(c.waits).tolist())) == [0, 7, 14]


def test_a_made_county_has_the_sizes_that_were_asked_for() -> None:
    kind = made.Kind(3, grades=2, classes=3, class_size=10, boarders=1, room_size=4, staff=5)
    people = made.made(made.County([kind, made.Kind(1)], siblings=0.5, adults=2, others=100), 1)
    layers = {one.name: one for one in people.population.layers}
    assert people.sizes["schools"] == 4
    assert people.sizes["pupils"] == 180 + 480
    assert people.sizes["boarders"] == 180
    assert np.bincount(layers["class"].sizes).nonzero()[0].tolist() == [10, 40]
    assert np.bincount(layers["dormitory"].sizes).nonzero()[0].tolist() == [2, 4]
    # Of 660 pupils 330 live with another: 165 households less, two adults in each; 15 + 24 staff.
    assert people.population.people == 660 + (660 - 165) * 2 + 39 + 100
    assert np.bincount(people.of_grade).tolist() == [3] * 6 + [2] * 6
    again = made.made(made.County([kind, made.Kind(1)], siblings=0.5, adults=2, others=100), 1)
    assert again.mark == people.mark


def test_the_example_that_ships_comes_out_the_same_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = (EXAMPLE, "--replicates", 6, "--seed", 4, "--json")
    status, found, _said = command(capsys, *words, "--processes", 1)
    again = command(capsys, *words, "--processes", 2)
    assert (status, again[1] == found) == (0, True)
    assert (found["format"], found["replicates"], found["seed"]) == (told.FORMAT, 6, 4)
    assert [way["code"] for way in found["ways"]][:2] == ["all", "halves"]
    assert found["parameters"]["dispersion"]["unconfirmed"] is True
    assert found["parameters"]["stays_home"]["source"] == "县疾控估计"
    assert len(found["limits"]) == len(told.LIMITS)


def test_figures_of_a_way_add_up(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, found, _said = command(
        capsys, file(tmp_path, SMALL), "--replicates", 11, "--seed", 2, "--json"
    )
    base, checked = found["ways"]
    assert (status, base["differences"]) == (0, {})
    for way in found["ways"]:
        lost = way["days_lost"]
        assert sum(lost[name]["mean"] for name in lost if name != "total") == pytest.approx(
            lost["total"]["mean"], abs=1e-3
        )
        assert list(way["outcomes"]["infections"]["quantiles"]) == ["2.5", "25", "50", "75", "97.5"]
        for school in way["schools"]:
            said = school["outbreak"]
            assert said["denominator"] == 11
            assert said["probability"] == said["numerator"] / 11
    unused = {name for name, one in found["parameters"].items() if not one["used"]}
    assert unused == {"masks", "false_alarms_single", "test_found", "test_false", "protects"}
    apart = checked["differences"]["infections"]
    assert apart["mean"] == pytest.approx(
        checked["outcomes"]["infections"]["mean"] - base["outcomes"]["infections"]["mean"], abs=1e-3
    )
    assert checked["false_alarms"]["mean"] == checked["days_lost"]["false_alarm"]["mean"] > 0
    assert (list(base["supplies"]), list(checked["supplies"])) == ([], ["antigen_kit"])


def test_likeliest_numbers_alone_leave_chance(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = file(tmp_path, "draw = false\nfirst = 20\n" + SMALL)
    _status, found, _said = command(capsys, path, "--replicates", 4, "--json")
    drawn = found["parameters"]["reproduction"]["drawn"]
    assert drawn["least"] == drawn["most"] == found["parameters"]["reproduction"]["middle"]
    assert found["ways"][0]["spread"] == {"parameters": 0.0, "chance": 1.0, "drivers": []}
    assert min(found["ways"][0]["outcomes"]["infections"]["quantiles"].values()) >= 18


def test_a_faulty_file_ends_with_1_and_words_with_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, found, said = command(capsys, file(tmp_path, "dayz = 1\n" + SMALL))
    assert (status, found) == (1, {})
    assert (
        said
        == f"{tmp_path / 'scenario.toml'}: dayz: no such key; did you mean days or ways or draw?\n"
    )
    assert command(capsys, tmp_path / "none.toml")[0] == 1
    assert command(capsys, file(tmp_path, "a = = 1"))[2].endswith(
        "(at line 1, column 5); mend the line.\n"
    )
    (tmp_path / "gbk.toml").write_bytes("name = '流感'".encode("gb18030"))
    assert "not UTF-8" in command(capsys, tmp_path / "gbk.toml")[2]
    for words in ([], ["a.toml", "--replicates", "1"], ["a.toml", "--seed", "-1"]):
        with pytest.raises(SystemExit) as ended:
            simulate.main(words)
        assert ended.value.code == 2


def test_people_on_record_are_left_to_the_command_with_a_database(tmp_path: Path) -> None:
    path = file(
        tmp_path, 'disease = "influenza"\nways = ["all"]\npopulation = { kind = "record" }\n'
    )
    assert simulate.main([str(path)]) is None

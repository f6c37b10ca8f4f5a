"""`xiaoan simulate SCENARIO.toml`: what opening would lead to. A made-up county needs no database; people on
record need one, and then the command of the same name goes on (commands/simulate.py)."""

import argparse
import json
import os
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from xiaoan.simulations.rules import made, running, scenario, told
from xiaoan.simulations.rules.crowd import Crowd
from xiaoan.simulations.rules.reading import Faulty


def main(words: Sequence[str]) -> int | None:
    """Reads, reckons, prints; gives the exit status, or None where people on record are asked for."""
    given = parsed(parser(), words)
    if given.again is not None:
        return None
    try:
        asked = read(given)
    except Faulty as fault:
        return failed(given.file, fault)
    if asked.people.county is None:
        return None
    people = made.made(asked.people.county, asked.study.seed)
    reckoned(given, asked, people, asked.people.county.names, sys.stdout.write)
    return 0


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(
        prog="xiaoan simulate",
        description="Compare ways of opening schools as a scenario file says; nothing is kept. Keys of the "
        "file and of the JSON: docs/simulation.md.",
    )
    arguments(found)
    return found


def arguments(found: argparse.ArgumentParser) -> None:
    found.add_argument("file", nargs="?", type=Path, metavar="SCENARIO.toml")
    found.add_argument(
        "--replicates", type=int, metavar="N", help="else those of the file, else 100"
    )
    found.add_argument("--seed", type=int, metavar="S", help="else that of the file, else 1")
    found.add_argument("--json", action="store_true", help="everything, for programs")
    found.add_argument(
        "--processes",
        type=int,
        default=cores(),
        metavar="P",
        help="changes nothing but the time it takes",
    )
    found.add_argument(
        "--again",
        type=UUID,
        metavar="ID",
        help="reckon a kept comparison anew; exit 1 unless it is the same",
    )


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parsed(reader: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """Exits with 2 where the words themselves are wrong."""
    given = reader.parse_args(words)
    fault = amiss(given)
    if fault:
        reader.error(fault)
    return given


def amiss(given: argparse.Namespace) -> str:
    """What is wrong with the words of the command; empty where nothing is."""
    if (given.file is None) == (given.again is None):
        return "write a SCENARIO.toml, or --again ID"
    if given.replicates is not None and not 2 <= given.replicates <= scenario.MOST_REPLICATES:
        return f"--replicates {given.replicates}: write 2 to {scenario.MOST_REPLICATES}"
    if given.seed is not None and given.seed < 0:
        return f"--seed {given.seed}: write a number from 0 on"
    if given.processes < 1:
        return f"--processes {given.processes}: write a number from 1 on"
    return ""


def read(given: argparse.Namespace) -> scenario.Scenario:
    """The scenario of the file. Raises Faulty."""
    try:
        raw = tomllib.loads(given.file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Faulty(
            [f"{error.strerror}; write the path of a scenario file (docs/simulation.md)"]
        ) from None
    except UnicodeDecodeError as error:
        raise Faulty([f"byte {error.start} is not UTF-8; save the file as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise Faulty([f"not TOML: {error}; mend the line"]) from None
    return scenario.scenario(raw, given.replicates, given.seed)


def failed(file: Path, fault: Faulty) -> int:
    """Every fault on a line of its own; the exit status of input that is at fault."""
    sys.stderr.write(sentences(file, fault) + "\n")
    return 1


def sentences(file: Path, fault: Faulty) -> str:
    return "\n".join(f"{file}: {one}{'' if one.endswith('?') else '.'}" for one in fault.faults)


def reckoned(
    given: argparse.Namespace,
    asked: scenario.Scenario,
    people: Crowd,
    names: Sequence[str],
    write: Callable[[str], object],
) -> None:
    ways = list(running.compare(asked.study, people, processes=given.processes))
    found = told.told(asked, people, names, ways)
    write(json.dumps(found, ensure_ascii=False) + "\n" if given.json else plain(found))


def plain(found: Mapping[str, Any]) -> str:
    """The same for people: limits first, then a paragraph for each way."""
    of = found["population"]
    lines = [
        found["scenario"] or found["disease"]["code"],
        f"{of['people']:,} people, {of['pupils']:,} pupils, {of['schools']:,} schools, {found['days']} days",
        f"{found['replicates']} replicates, seed {found['seed']}, {found['data_version']}",
        *(f"- {limit}" for limit in found["limits"]),
    ]
    for way in found["ways"]:
        lines += ["", way["name"] or way["code"], *_paragraph(way)]
    return "\n".join(lines) + "\n"


def _paragraph(way: Mapping[str, Any]) -> list[str]:
    def span(said: Mapping[str, Any]) -> str:
        five = list(said["quantiles"].values())
        return f"{five[2]:,.0f} (50 %: {five[1]:,.0f}-{five[3]:,.0f}; 95 %: {five[0]:,.0f}-{five[4]:,.0f})"

    any_ = way["any_outbreak"]
    lost = way["days_lost"]
    lines = [
        f"  infected {span(way['outcomes']['infections'])}",
        f"  an outbreak in any school: {any_['numerator']} of {any_['denominator']} replicates",
        f"  pupil-days lost {span(lost['total'])}",
        *(f"    {name} {span(said)}" for name, said in lost.items() if name != "total"),
        f"  false alarms {span(way['false_alarms'])}",
        *(f"  {item} {span(said)}" for item, said in way["supplies"].items()),
    ]
    for name, said in way["differences"].items():
        sure = "" if said["sign_certain"] else " (the sign is not certain)"
        lines.append(
            f"  {name} against the first: {said['mean']:+,.1f} ± {said['mc_error']:,.1f}{sure}"
        )
    share = way["spread"]["parameters"]
    if share is not None:
        numbers = round(100 * share)
        lines.append(f"  of the spread {numbers} in 100 is the numbers, {100 - numbers} chance")
    return lines

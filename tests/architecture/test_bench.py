"""What `python -m bench` names is there: a missing report would throw a night's figures away at its end."""

from importlib import import_module

import pytest

from bench.__main__ import REPORTED


@pytest.mark.parametrize("part", REPORTED)
def test_each_part_measures_and_reports(part: str) -> None:
    module = import_module(f"bench.{part}")
    assert callable(module.report)

"""Each kind of duty has its page: who may be chosen, or why nobody else."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import COUNTY
from xiaoan.duties import rules
from xiaoan.duties.queries import kinds

SignedIn = Callable[[str], Client]


@pytest.mark.parametrize("kind", rules.CATALOGUE.kinds)
def test_every_kind_has_its_page(signed_in: SignedIn, kind: str) -> None:
    page = signed_in("officer").get(f"/duties/kinds/{COUNTY}/{kind}/").content.decode()
    found = kinds.kind(kind)
    assert found
    assert (str(found.fixed) in page) if found.fixed else ("answers_1" in page)

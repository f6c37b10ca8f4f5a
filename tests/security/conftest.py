"""A connection that row security does not bind: the control of every test here."""

from collections.abc import Iterator

import pytest
from django.db import connections, transaction
from pytest_django import DjangoDbBlocker

from tests.builders import Universe
from xiaoan.kernel.scope import leave


@pytest.fixture
def lawless(universe: Universe, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The default connection as the superuser, whom no policy binds; all is rolled back."""
    default = connections["default"]
    role = default.settings_dict["USER"]
    with django_db_blocker.unblock():
        default.close()
        default.settings_dict["USER"] = "postgres"
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            default.close()
            default.settings_dict["USER"] = role


@pytest.fixture
def lawful(db: None, universe: Universe) -> Iterator[None]:
    """The default connection as the product uses it."""
    yield
    if not connections["default"].needs_rollback:
        leave()

"""The migrations say what the models say."""

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.utils import translation


def missing(wanted: ProjectState) -> list[str]:
    """Apps of ours whose models have changed since their last migration."""
    loader = MigrationLoader(None)
    with translation.override(None):  # as makemigrations does: labels of Django are translated
        changes = MigrationAutodetector(loader.project_state(), wanted).changes(loader.graph)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("xiaoan")}
    return sorted(ours & changes.keys())


def test_no_model_waits_for_a_migration() -> None:
    assert missing(ProjectState.from_apps(apps)) == []


@pytest.mark.parametrize("label", ["duties", "screening"])
def test_the_check_can_fail(label: str) -> None:
    changed = ProjectState.from_apps(apps)
    changed.add_model(ModelState(label, "Unheard", fields=[]))
    assert missing(changed) == [label]

"""The scripts of the repository as modules: they are not a package."""

from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from tests.architecture.tree import ROOT


def load(name: str) -> ModuleType:
    spec = spec_from_file_location(f"script_{name}", ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


strings = load("strings")
vendor = load("vendor")

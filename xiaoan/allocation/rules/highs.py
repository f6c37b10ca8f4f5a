"""The solver (HiGHS, in SciPy), brought in when the first plan is reckoned: it takes as long to load as a
third of the product, and most processes never make a plan."""

from importlib import import_module
from typing import Any


def optimize() -> Any:
    """The module `scipy.optimize`."""
    return import_module("scipy.optimize")


def matrix(values: Any, at: tuple[Any, Any], shape: tuple[int, int]) -> Any:
    """A sparse matrix of the values at (rows, columns), by rows."""
    return import_module("scipy.sparse").coo_array((values, at), shape=shape).tocsr()

"""The product's settings with the baseline beside it."""

from xiaoan.settings import *  # noqa: F403  # everything as in the product
from xiaoan.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.baseline"]
ROOT_URLCONF = "bench.urls"

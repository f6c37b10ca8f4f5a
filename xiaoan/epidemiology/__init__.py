"""Detection on NumPy arrays, usable as a library on its own: no Django, no database, no clock."""

from xiaoan.epidemiology.arrays import Detected
from xiaoan.epidemiology.bayes import bayes
from xiaoan.epidemiology.counting import WindowCounts, count_days, count_people, counts_or_missing
from xiaoan.epidemiology.cusum import cusum
from xiaoan.epidemiology.ears import ears_c1, ears_c2, ears_c3
from xiaoan.epidemiology.farrington import farrington, farrington_flexible
from xiaoan.epidemiology.likelihood import glr, nb_cusum
from xiaoan.epidemiology.season import Options as FarringtonOptions
from xiaoan.epidemiology.seasonal import Season, seasonal_mean

__all__ = [
    "Detected",
    "FarringtonOptions",
    "Season",
    "WindowCounts",
    "bayes",
    "count_days",
    "count_people",
    "counts_or_missing",
    "cusum",
    "ears_c1",
    "ears_c2",
    "ears_c3",
    "farrington",
    "farrington_flexible",
    "glr",
    "nb_cusum",
    "seasonal_mean",
]

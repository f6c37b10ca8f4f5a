"""Detection on NumPy arrays, usable as a library on its own: no Django, no database, no clock."""

from xiaoan.epidemiology.arrays import Detected
from xiaoan.epidemiology.bayes import bayes
from xiaoan.epidemiology.counting import WindowCounts, count_days, count_people, counts_or_missing
from xiaoan.epidemiology.cusum import cusum
from xiaoan.epidemiology.discoveries import benjamini_hochberg
from xiaoan.epidemiology.ears import ears_c1, ears_c2, ears_c3
from xiaoan.epidemiology.exposures import ExposureTable, exposure_table
from xiaoan.epidemiology.farrington import farrington, farrington_flexible
from xiaoan.epidemiology.likelihood import glr, nb_cusum
from xiaoan.epidemiology.reproduction import (
    Reproduction,
    cohort_number,
    reproduction_number,
    serial_interval,
)
from xiaoan.epidemiology.scan import Cylinders, space_time_scan
from xiaoan.epidemiology.season import Options as FarringtonOptions
from xiaoan.epidemiology.seasonal import Season, seasonal_mean
from xiaoan.epidemiology.sparse import Window as SparseWindow
from xiaoan.epidemiology.sparse import hierarchical

__all__ = [
    "Cylinders",
    "Detected",
    "ExposureTable",
    "FarringtonOptions",
    "Reproduction",
    "Season",
    "SparseWindow",
    "WindowCounts",
    "bayes",
    "benjamini_hochberg",
    "cohort_number",
    "count_days",
    "count_people",
    "counts_or_missing",
    "cusum",
    "ears_c1",
    "ears_c2",
    "ears_c3",
    "exposure_table",
    "farrington",
    "farrington_flexible",
    "glr",
    "hierarchical",
    "nb_cusum",
    "reproduction_number",
    "seasonal_mean",
    "serial_interval",
    "space_time_scan",
]

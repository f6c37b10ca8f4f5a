"""Use per person-day, cover and forecasts: pure, in NumPy, usable without the product."""

LEVELS = ("normal", "IV", "III", "II", "I")
BASES = ("use", "standard", "unknown")
# So far is looked ahead, in days: beyond it "at least so long" is all that is said.
HORIZON = 180

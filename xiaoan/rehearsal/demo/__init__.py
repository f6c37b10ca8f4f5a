"""Building the demonstration: the fictional county, loaded through the ordinary services."""

from xiaoan.rehearsal.demo.build import Built, build

__all__ = ["Built", "build"]

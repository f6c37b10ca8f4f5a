"""Pages of signals and of the rules."""

from xiaoan.outbreaks.pages.signals import acknowledge_page, signal_page, signals_page

__all__ = ["acknowledge_page", "signal_page", "signals_page"]

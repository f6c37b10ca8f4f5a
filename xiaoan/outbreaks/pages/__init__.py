"""Pages of signals and of the rules."""

from xiaoan.outbreaks.pages.rules import report_page, rules_page
from xiaoan.outbreaks.pages.signals import acknowledge_page, signal_page, signals_page

__all__ = ["acknowledge_page", "report_page", "rules_page", "signal_page", "signals_page"]

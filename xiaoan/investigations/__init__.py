"""Events: signals that belong together, investigated until closed; cases and contacts."""

"""Roll-calls: who is here, who is not and why, class by class and slot by slot."""

"""Learning platforms that tell by themselves."""

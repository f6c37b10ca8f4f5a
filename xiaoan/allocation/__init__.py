"""Allocating what is scarce (统筹调配): who gets how much from which store; drafted, approved, followed."""

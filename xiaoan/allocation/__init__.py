"""Allocating what is scarce (统筹调配): a plan of who gets how much from which store, drafted, approved, followed."""

"""What has to be true before a school opens, and what follows from what is: packs of items, judging,
the gate."""

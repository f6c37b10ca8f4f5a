"""The county tree, the people on the roll and the school calendar."""

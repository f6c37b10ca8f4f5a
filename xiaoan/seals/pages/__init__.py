"""Pages of the seals: how they stand, the page of a day for paper, and the check of a slip by anybody."""

"""What we measure against: one row per person and slot, written through the ORM."""

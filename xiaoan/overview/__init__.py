"""The county at a glance: figures that add up at every level, from rows per school and day."""

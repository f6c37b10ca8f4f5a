"""Pages of accountability: the record as of an instant, its course, case files, records of units."""

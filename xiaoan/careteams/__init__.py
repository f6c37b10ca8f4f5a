"""Care teams (包联): who looks after each pupil and each member of the staff, by name, and who has nobody."""

"""Pages of surveys: rounds and their figures, people by name, the class's sheet, codes on paper."""

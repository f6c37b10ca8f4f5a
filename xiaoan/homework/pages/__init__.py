"""The pages of homework: set, told, marked on the teacher's phone; seen and handed in on the family's."""

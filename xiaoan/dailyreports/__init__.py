"""The daily report (日报): from school to township to county, drafted, checked, signed."""

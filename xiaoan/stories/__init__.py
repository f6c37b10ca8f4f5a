"""Stories of good deeds: submitted, agreed to by everybody shown, approved by a second person, published."""

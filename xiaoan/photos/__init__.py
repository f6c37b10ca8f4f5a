"""照片: pictures as evidence: made small, without what a camera adds, known when they come again."""

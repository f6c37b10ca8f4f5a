"""培训: courses, question bank, short tests, certificates with their last day; who may sign for what."""

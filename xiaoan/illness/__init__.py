"""A child's illness from the first sign until back in class: tracing, the feverish child, clearance."""

"""What is simulated and how: pure, in NumPy, usable without the product."""

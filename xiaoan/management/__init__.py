"""Running the product: serve, work, check."""

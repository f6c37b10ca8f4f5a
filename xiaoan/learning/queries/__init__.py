"""Reading the three rates and the load of classes."""

"""Pages of demand: what lasts how long, an item at a store, scenarios."""

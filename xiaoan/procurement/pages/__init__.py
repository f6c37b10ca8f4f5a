"""Pages of procurement: lists at the desk, a requisition, an order or a gift each on a page."""

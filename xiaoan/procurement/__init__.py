"""Procurement: requisitions, orders and deliveries, suppliers, gifts."""

"""Pure decisions of the drop-out watch."""

"""What is ordered against an event, by whom, and that it was done; suspension of classes."""

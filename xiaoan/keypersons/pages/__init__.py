"""The pages of key persons."""

"""检查整改: rounds with checklists; what is found is mended by a named person and seen again."""

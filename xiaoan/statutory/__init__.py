"""Reports the law asks for, each with its clock; official warnings from outside."""

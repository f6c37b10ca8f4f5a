"""Pages of counselling. None of them is kept on a phone, and no form waits in one: words of children
stay here."""

"""校内管理: who sits at which table, who sleeps in which room, who came through the door."""

"""开学时间: when each stage and school opens: proposed, confirmed by a second person, moved, all of it
kept."""

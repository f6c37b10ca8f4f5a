"""The board, who has not reported, the search, the sheet, the wall and what its charts read."""

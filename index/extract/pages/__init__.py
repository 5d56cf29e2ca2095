"""Pages: lines and their neighbours, furniture, title, byline, date and body."""

"""What people read: the catalogue, the language of an answer, dates."""

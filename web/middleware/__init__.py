"""What comes before and after every answer: its name, log, limits, access, errors."""

"""The JSON endpoint, its contract, and the page that explains it."""

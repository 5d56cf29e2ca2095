"""HTML pages: what the markup says, the text, and the two put together."""

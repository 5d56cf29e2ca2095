"""Long tests of what docs/reliability.md promises; their quick forms are in tests/."""

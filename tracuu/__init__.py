"""The command line: one small file a command, nothing but arguments and printing."""

"""``python -m tracuu`` is the command ``tracuu``."""

from tracuu.cli import main

if __name__ == "__main__":
    main()

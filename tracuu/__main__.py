"""``python -m tracuu`` is the command ``tracuu``."""

import sys
from pathlib import Path

# ``-m`` puts the working directory first, where a folder named `index` or
# `search` would hide the packages of that name.
if Path(sys.path[0]).resolve() != Path(__file__).resolve().parent.parent:
    sys.path.pop(0)

from tracuu.cli import main

if __name__ == "__main__":
    main()

"""What the service promises under stress, shown: kills, full disks, damage, load.

Each program is run from the project's folder as ``.venv/bin/python -m
bench.reliability.NAME``, tells its figures and exits with 1 where a promise did
not hold; docs/reliability.md has them. Their quick forms are
``tests/test_reliability_*.py``, which call the same functions.
"""

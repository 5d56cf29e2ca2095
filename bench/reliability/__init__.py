"""What the service promises under stress, shown: kills, full disks, damage, load.

Each program tells its figures and exits with 1 where a promise did not hold;
docs/reliability.md says how they are run. The quick forms of them are in tests/.
"""

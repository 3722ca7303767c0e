"""The tests, in drawers.

known          hand-worked worlds and closed forms, numbers in the comments
laws           what must hold whatever the parameters: bounds, accounting, relabelling, repeats
contract       one test over every process, practice, strategy and outcome
baselines      stored numbers, with a difference table and a command that updates them
statistical    bands on the behaviour of many runs
faults         kills, full disks, broken files
browser        the teaching page in Chromium
docs           every example in the documentation, run
architecture   who may import whom, file sizes, no randomness but the keyed draws

Shared helpers are imported by their full name: ``from tests.architecture.walls import …``.
"""

"""The processes of a week, one a file.

In order: ``drift``, ``produce``, ``share``, ``cooperate``, ``support``, ``refer``, ``conflict``,
``attend``, ``review``, ``decide`` and ``learn``.
"""

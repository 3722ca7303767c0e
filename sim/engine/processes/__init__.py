"""The processes of a week, one a file.

In order: ``turnover``, ``drift``, ``produce``, ``share``, ``cooperate``, ``support``, ``refer``,
``conflict``, ``attend``, ``review``, ``decide`` and ``learn``.
"""

"""Published results that the model reproduces as limiting cases of its own processes.

A file a result: where it is from, the reduction in words, its parameters, the values and how close
the model must come. They are of games between two (``repeated_game``), reciprocity
(``thresholds``), networks (``network``, ``fixation``), links that come and go (``active_linking``,
``partner_choice``) and trust (``beta_trust``). ``catalogue`` has them all, ``contract`` says what
each is made of, and ``config`` reads what a person changes. ``theory`` is what can be computed
exactly, ``worlds`` the model reduced to games.
"""

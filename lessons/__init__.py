"""The teaching page: lessons in the browser on the very model that the experiments measure.

From the ground up: ``words`` (all that the page says), ``lesson`` (a lesson as data, checked),
``setup`` (what a visitor asks for, bounded), ``worlds`` (one or two models that are stepped,
watched and turned), ``frames`` (what the page draws),
``feed`` (what just happened), ``inspect`` (one agent in full), ``exports`` (the run as a config and
as a table), ``play`` (one agent played by a person), ``files`` (what the page is sent), ``session``
(one visitor), ``server``, ``record`` (lessons as static files), ``claims`` (what lessons claim,
measured) and ``command`` (``alliances learn``). The page itself is in ``page/``, its words in
``words/``, its lessons in ``data/``.
"""

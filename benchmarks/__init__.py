"""How fast the model is, and what it needs: ``python -m benchmarks`` or ``make bench``.

Everything is a ratio or a median within one run, since machines are noisy; nothing here is a test.
``measure`` times a week, ``scaling`` sizes of the population, and ``targets`` says what is promised
of both; ``command`` is ``alliances bench``, and ``figure`` draws it. ``against`` measures another
commit beside this one: ``trees`` lays it out, a ``worker`` measures in either, ``paired`` judges.
``running`` is about many experiments, ``parts`` about where the main job's time goes, ``browser``
about the engine in one, and ``lessons`` about their page there; ``chromium`` starts it.
"""

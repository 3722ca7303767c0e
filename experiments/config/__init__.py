"""A TOML file → a checked experiment.

``document`` knows what a file says and in which line, ``spellings`` what people write that is not
TOML, and ``diagnostics`` collects what is wrong. ``schema`` declares what a config may say,
``validation`` checks one part after another, and ``reader`` makes an ``experiment`` of it all.
``samplers`` and ``design`` say at which points arms are run, ``ablations`` what can be taken out of
a world, ``portions`` how much time practices are given. ``differences`` tells arms apart, and
``writer`` writes an experiment as a config that leaves nothing out. ``files`` are those that a
config names, ``inputs`` reads them once, and ``own`` checks what a person wrote. ``practices`` are
those of a person's own: ``modules`` loads what was read of them, and ``watch`` notices what else
they read. ``shipped`` finds the configs that come with the project.
"""

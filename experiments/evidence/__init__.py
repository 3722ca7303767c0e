"""The model held against what people and states do: panels of who names whom, and treaties.

``panels`` is who names whom, wave after wave. ``panel_files`` reads it: ``panel_cells`` makes a
table of text, ``panel_columns`` finds out which column is what, ``panel_values`` what is a tie,
``panel_nobody`` whether ``NA`` is a person, and ``panel_waves`` which wave is first, all for
``panel_lists`` of nominations; ``panel_matrices`` are the other form, and ``panel_presence`` says
who was observed.

``survey`` observes a run as a survey would, and ``patterns`` measures it or a panel. ``reference``
has the facts with their sources, ``assessment`` holds patterns against them, and ``figures`` draws
both. ``fit`` adjusts parameters to a panel, as ``fit_config`` asks.
"""

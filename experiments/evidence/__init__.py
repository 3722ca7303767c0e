"""The model held against what people and states do: panels of who names whom, and treaties.

``panels`` reads panels, ``survey`` observes a run as a survey would, and ``patterns`` measures
either. ``reference`` has the facts with their sources, ``assessment`` holds patterns against them,
and ``figures`` draws both. ``fit`` adjusts parameters to a panel, as ``fit_config`` asks.
"""

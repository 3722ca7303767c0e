"""Statistics of replicates, whatever they are of; only the model's own measures are known here.

``intervals`` are those of means and of paired differences, ``ranking`` says which name is best and
how surely, ``survival`` how long lives last. ``abc`` is what simulated panels say of parameters.
"""

"""The acts on which agents spend attention, one a file: its rule as objects, then as kernels.

``scout`` looks for allies. The others keep them: ``check_in``, ``adapt``, ``resolve``,
``recognise``, ``invest`` and ``offer``. What a practice declares is in ``sim.inputs.practices``.
"""

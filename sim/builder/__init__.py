"""The engine built beforehand: WebAssembly for browsers, and what any machine makes its code of.

``script`` is all that a page needs, in one. ``make`` builds all files. Below it, ``parts`` makes
one module of all kernels that are reached from the exports, ``emit`` optimises it for a target,
``webassembly`` makes a module for browsers of what the compiler gives for one, and ``defaults``
tells what parameters and strategies are there.
"""

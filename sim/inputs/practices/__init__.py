"""What practices are: a declaration each, as plain data, with the parameters of the practice.

``practice`` says what is declared, ``portfolio`` lists what is shipped. The rules themselves are in
:mod:`sim.practices`, under the same names.
"""

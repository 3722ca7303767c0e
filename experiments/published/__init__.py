"""Published results that the model reproduces as limiting cases of its own processes.

A file a result: where it is from, the reduction in words, its parameters, the values and how close
the model must come. ``catalogue`` has them all; ``contract`` says what each is made of.
"""

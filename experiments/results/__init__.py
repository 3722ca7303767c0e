"""What a folder of results holds, and how it is read and written.

``layout`` declares it. ``tables`` puts the tables of single runs together, ``atomic`` puts a folder
in its place whole or not at all, and ``results`` reads it. ``durable`` waits for the disk and knows
damaged files, ``locks`` says who is writing.
"""

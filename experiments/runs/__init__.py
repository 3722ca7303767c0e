"""Doing the runs of an experiment, wherever and however often one is stopped.

``plan`` is the table of runs with their seeds, ``digests`` says what determines each, and
``ledger`` keeps what is done, in a ``database`` and in files. ``snapshot`` holds copies of what
runs read, a person's own modules among them. ``runner`` does the runs, by way of ``executors``: in
this process, in others (how these begin is said in ``processes``, and ``preload`` is what they load
before) or on a cluster by ``dask``. ``cost`` says beforehand what it would take, ``manifest`` notes
afterwards where results come from.
"""

"""Networks as other programs write them: one record, and a file for each way of writing.

``record`` is a network as it was read, and what was understood of its file. ``words`` are the words
by which columns and attributes are known, ``numbers`` how weights are written. ``text`` makes lines
and cells of a file. ``delimited`` decides what separates the cells; ``rows`` reads them as an edge
list, for which ``heading`` finds the names of columns, and ``matrices`` as a matrix. ``graphs``
reads nodes and edges with attributes: ``listings`` are the lists that networkx writes, ``markup``
is GraphML, GEXF and GML. ``pajek`` and ``ucinet`` are the formats of these programs.
"""

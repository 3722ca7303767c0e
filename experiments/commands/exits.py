"""How the command ends: exit codes other than 0, which means done."""

#: Some runs failed, or could not be done; bad input; Ctrl-C, by convention 128 + the signal's.
FAILED, REFUSED, INTERRUPTED = 1, 2, 130

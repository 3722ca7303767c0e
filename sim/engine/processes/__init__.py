"""The processes of a week, one a file, named as in the week."""

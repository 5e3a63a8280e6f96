"""Schema drift: what the rows of a dataset hold against what was declared and what they held before."""

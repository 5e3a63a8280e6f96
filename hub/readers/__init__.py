"""Who may read what: readers, their divisions, sensitive rights and keys, and what was read in clear."""

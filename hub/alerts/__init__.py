"""Findings that somebody has to act on, from their opening to their end, and the texts in which they are told."""

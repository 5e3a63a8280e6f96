"""Derived tables 专题表: what `mart.*` shows, by category, and what the hub remembers of filling them.

The rows stand in schema `derived`, in clear; readers have the views of the same names in `mart`. The comments say how
each column is computed: one text for the database, the contract and docs/marts.md. `hub.marts` fills them.
"""

from __future__ import annotations

from hub.model.marts import closing, filling, parameters, powers, profile, townships, watching

MODULES = (profile, watching, powers, closing, townships)
"""The modules of the derived tables, in the order in which docs/marts.md tells of them."""

__all__ = ["MODULES", "closing", "filling", "parameters", "powers", "profile", "townships", "watching"]

"""Reconciling (对账) with the platforms: their totals against what was received, and what they no longer list."""

"""Derived tables 专题表: a mart is a declaration, from which it is filled, kept right and explained."""

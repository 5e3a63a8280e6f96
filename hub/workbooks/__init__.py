"""Workbooks for people: sheets are declared, and whatever stands in their cells is harmless to open."""

"""Stand-ins for the platforms: a small invented city that speaks their protocols on loopback sockets.

Imported by nobody but the command line and tests; knows the platforms only from their own descriptions, never
from the code under test.
"""

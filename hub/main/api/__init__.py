"""Reading over HTTP: a small read-only interface over the readers' views.

Who asks is known by a key; the statements run as that reader's database role, so masks and divisions are the
database's business. What goes wrong is told as RFC 9457 problems in Chinese.
"""

"""`python -m hub.main.documents` writes the generated documents; for developers."""

from __future__ import annotations

from hub.main.documents import write_documents

if __name__ == "__main__":
    write_documents()

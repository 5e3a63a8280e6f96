"""What readers ask for over the wire, as statements over their views; nothing here knows how it is transported.

Every statement runs as the reader's own database role: masks and divisions are the views' business.
"""

"""What makes a record version good or bad: each rule declared once, judged by `expectations`.

Rules over one version alone live here. Nothing here runs them, and nothing here knows Great Expectations.
"""

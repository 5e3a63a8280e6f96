"""Rules that look at other records or at the day: they warn, and are judged again at each release.

So the order of arrival never decides what is published. Each is declared once (`declared`), as SQL over what is
published; `judging` runs those whose grounds have changed.
"""

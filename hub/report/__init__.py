"""The daily report on quality, and the lists of what sources have to mend: what operators read."""

"""The platforms' protocols, spoken strictly: what platforms.md does not promise, these refuse."""

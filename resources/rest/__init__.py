"""Asks platforms over HTTP, as their declarations say."""

"""What was measured, each by one command; nothing here is imported by the hub or its tests."""

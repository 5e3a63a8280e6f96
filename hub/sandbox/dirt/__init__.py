"""The defects that are planted: a catalogue by dataset, and the planter that spreads them at known rates."""

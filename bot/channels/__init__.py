"""The ways customers reach us."""

"""Reads training data, trains the heads, measures them, and writes a model folder."""

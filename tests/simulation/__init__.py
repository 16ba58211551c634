"""The line and the desk, lived through in virtual time by seed, and checked."""

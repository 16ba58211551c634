"""The agents' door: sign-in, acts, and a live feed."""

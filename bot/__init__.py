"""Baton hands a customer conversation from the bot to a person, and back, without dropping it."""

__version__ = "0.1.0"

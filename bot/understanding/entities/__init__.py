"""What a message names: orders, parcels, e-mail addresses, phones."""

from bot.understanding.entities.entities import entities

__all__ = ["entities"]

"""What must never be stored: cards, bank accounts, ids, passwords and codes are masked before anything is written."""

from bot.understanding.private_data.mask import mask

__all__ = ["mask"]

"""What a message names: orders, parcels, e-mail addresses, phones, and what a business has words of its own for."""

from bot.understanding.entities.entities import BUILT_IN, entities
from bot.understanding.entities.vocabulary import ENTITIES_FILE, Vocabulary, load_vocabulary, save_vocabulary

__all__ = ["BUILT_IN", "ENTITIES_FILE", "Vocabulary", "entities", "load_vocabulary", "save_vocabulary"]

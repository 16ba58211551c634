"""What a message means: intent, feeling, language, entities, and how frustrated the conversation is."""

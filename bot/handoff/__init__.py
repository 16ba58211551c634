"""From the bot to a person: tickets, their line, offers, briefings."""

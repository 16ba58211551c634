"""Facebook Messenger, by the Messenger Platform (Graph v25.0)."""

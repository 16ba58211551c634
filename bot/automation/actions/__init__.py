"""The actions that come with Baton, written like any rasa-sdk action."""

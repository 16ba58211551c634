"""Other people's servers: an action server of rasa-sdk, the shop's order system."""

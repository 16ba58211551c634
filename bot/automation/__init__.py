"""Does things for the customer: actions, the texts that they speak, and the one door to rasa-sdk."""

"""What is learnt from recorded conversations: replay under another policy."""

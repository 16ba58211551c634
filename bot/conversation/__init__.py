"""The words that everything else speaks: messages, events, the tracker, errors, the clock."""

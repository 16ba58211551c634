"""`make bench`: how fast a turn is, beside the bare encoder in the same run."""

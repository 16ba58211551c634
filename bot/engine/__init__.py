"""The use cases: receive, take a turn, act at the desk, tell every screen. No technology."""

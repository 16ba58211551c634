"""The ports on SQLAlchemy Core: every statement of the project lives here, in a function named after what it does."""

"""How long an example may take depends on what else the machine does: no limit, so that no test fails for it."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

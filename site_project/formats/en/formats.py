"""Times say their zone: editors in several may read them. Everything else is as Django has it."""

DATETIME_FORMAT = "j F Y, H:i T"

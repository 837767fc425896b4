"""What the database knows of the cache: a row for each change that readers see."""

from django.db import models


class Generation(models.Model):
    """One public change, inserted in its own transaction: both are there or neither is, and nobody waits.

    `due`: the row counts once more from then on. It stands in rows written ahead of a change that is its own transaction,
    until that is done (see invalidation.py).
    """

    due = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An account in the admin. Ours from the first migration, so that it can change later."""

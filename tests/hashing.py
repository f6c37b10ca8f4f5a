"""Passwords of the tests: the product's way, at a cost that a thousand sign-ins can bear."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Cheap(Argon2PasswordHasher):
    """What is tested does not depend on what a hash costs; that is a figure of the library's."""

    time_cost, memory_cost, parallelism = 1, 8, 1

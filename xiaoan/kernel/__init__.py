"""The few words all apps share: actor, permission, event, errors, scope, clock, ciphers, ids."""

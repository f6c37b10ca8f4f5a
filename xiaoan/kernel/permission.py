"""Everything one may be allowed to do. Which role may is the policy table of `accounts`."""

from enum import StrEnum


class Permission(StrEnum):
    """A closed list: a new entry point names one of these, or adds one here and in the policy table."""

    MY_DUTIES = "duties.mine"
    SEE_DUTIES = "duties.see"
    URGE = "duties.urge"
    SET_ESCALATION = "duties.set_escalation"
    SEE_CHECKS = "screening.see"
    TAKE_ROLL_CALL = "screening.take_roll_call"
    TAKE_EVENING = "screening.take_evening"
    ENTER_FOR_OTHERS = "screening.enter_for_others"
    EXCUSE = "screening.excuse"
    RESOLVE = "screening.resolve"
    SEE_CHILD = "screening.see_child"
    SET_CALENDAR = "directory.set_calendar"
    IMPORT_ROSTER = "directory.import_roster"
    KEEP_ROLL = "directory.keep_roll"
    KEEP_UNITS = "directory.keep_units"
    KEEP_SCHOOLS = "directory.keep_schools"
    INVITE_STAFF = "accounts.invite_staff"
    INVITE_GUARDIANS = "accounts.invite_guardians"
    SEE_SIGNALS = "outbreaks.see"
    ACKNOWLEDGE = "outbreaks.acknowledge"
    SEE_BOARD = "overview.see"
    SEARCH_PEOPLE = "overview.search"
    EXPORT = "overview.export"
    VERIFY = "journal.verify"

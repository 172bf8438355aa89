"""What privacy refuses, as problem documents."""

from kernel.problems import Problem


def erased_before(person_id: str) -> Problem:
    return Problem(409, "erased-before", "This person was erased before.", person_id)


def last_admin() -> Problem:
    detail = "Invite another admin first; then erase this account."
    return Problem(409, "last-admin", "Nobody would be left to administer.", detail)

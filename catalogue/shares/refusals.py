"""What is refused of rights, as problem documents."""

from kernel.problems import Problem


def bad_number(name: str) -> Problem:
    return Problem(422, f"bad-{name}", f"This is no {name.upper()}.", "Its digits, or its check digits, are wrong.")


def number_taken() -> Problem:
    return Problem(409, "number-taken", "Another rights holder has this IPI or ISNI.", "Use that one.")


def not_whole(parts: int) -> Problem:
    """422: a division leaves nothing over."""
    return Problem(422, "not-whole", "The parts do not come to 1,000,000.", f"They come to {parts}.")


def twice(holder_id: str) -> Problem:
    return Problem(422, "holder-twice", "A holder has two parts.", f"{holder_id}: add them up.")


def no_holder() -> Problem:
    return Problem(422, "no-such-holder", "There is no such rights holder.", "Register all holders first.")


def no_person() -> Problem:
    return Problem(422, "no-such-person", "There is no such account.", "Leave user_id out, or name one that is there.")


def no_days() -> Problem:
    return Problem(422, "bad-days", "These are no days.", "`until` is the first day after `since` on which it ends.")


def no_such_right(kind: str, right_type: str) -> Problem:
    return Problem(422, "no-such-right", f"A {kind} has no such right.", f"{right_type} is not in a {kind}.")


def open_already() -> Problem:
    return Problem(409, "open-already", "You dispute this already.", "It waits for an admin.")


def too_many(limit: int) -> Problem:
    return Problem(409, "too-many-open", "Too many disputes of yours are open.", f"At most {limit} at a time.")


def closed(state: str) -> Problem:
    return Problem(409, "closed", "This dispute is closed.", f"It is {state}.")

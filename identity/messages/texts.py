"""What people are written, in Kinyarwanda and English."""

from typing import NamedTuple

NOT_YOU = "Niba atari wowe, ihorere. If this was not you, do nothing."


class Text(NamedTuple):
    """A text message shows `text` alone."""

    subject: str
    text: str


def verify(code: str) -> Text:
    """To whoever registers."""
    text = f"Kode yawe ya Injyana / Your Injyana code: {code}\nIracyakora iminota 15. Good for 15 minutes. {NOT_YOU}"
    return Text("Injyana: kode yawe / your code", text)


def already(name: str) -> Text:
    """To whoever has an account, when somebody registers with their address."""
    text = (
        f"{name}, usanganywe konti kuri Injyana. You have an Injyana account already: sign in, or ask for a new"
        f" password. {NOT_YOU}"
    )
    return Text("Injyana: usanganywe konti / you have an account", text)


def invitation(name: str, role: str, id_: str, code: str, days: int) -> Text:
    """To whoever an admin invites."""
    text = (
        f"{name}, watumiwe kuri Injyana nka {role}. You are invited to Injyana as {role}.\n"
        f"Ubutumire / Invitation: {id_}\nKode / Code: {code}\nIminsi / Good for days: {days}"
    )
    return Text("Injyana: ubutumire / invitation", text)


def reset(code: str) -> Text:
    """To whoever asks for a new password."""
    text = (
        f"Kode yo guhindura ijambobanga / Code for a new Injyana password: {code}\nIminota 15 / 15 minutes. {NOT_YOU}"
    )
    return Text("Injyana: ijambobanga rishya / new password", text)


def password_changed() -> Text:
    """To whoever's password was changed."""
    text = "Ijambobanga ryawe rya Injyana ryahinduwe. Your Injyana password was changed. Niba atari wowe, twandikire."
    return Text("Injyana: ijambobanga ryahinduwe / password changed", f"{text} If this was not you, tell us.")

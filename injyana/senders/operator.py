"""The operator of a local stack as the identity service sees them: an administrator who needs not sign in."""

from identity.keys import signing_key
from identity.master_keys import KeySettings, master_keys
from identity.people import People
from identity.tokens import token_for_person
from kernel.errors import Refused


def operator_token(settings: KeySettings) -> str:
    """A token for half a day, signed with the stack's own key, which its owner alone can read. Refused elsewhere than
    in local mode; DatabaseAway.
    """
    if settings.environment != "local":
        raise Refused("an administrator signs in first: put their access token into INJYANA_ADMIN_TOKEN")
    person = People(settings.database.get_secret_value(), master_keys(settings)).operator()
    return token_for_person(person.user_id, signing_key(settings.state_dir))[0]

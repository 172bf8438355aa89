"""What the identity service is told from outside."""

from http_api.settings import HttpSettings
from identity.devices.settings import DeviceSettings
from identity.master_keys import KeySettings
from identity.messages.settings import MessageSettings


class IdentitySettings(KeySettings, MessageSettings, DeviceSettings, HttpSettings):
    """Settings of the identity service."""

    identity_host: str = "127.0.0.1"
    identity_port: int = 19083
    people_audience: str = "injyana-identity"
    """Of tokens of people."""
    client_address_header: str = ""
    """In which the load balancer in front says who calls, such as X-Real-IP; empty where there is none. Tries to sign
    in are counted by it."""

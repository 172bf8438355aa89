"""The problem documents of this service's OpenAPI document."""

from typing import Final

from http_api.problems import Problems

problems: Final = Problems()

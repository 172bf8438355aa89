"""The SQL of privacy."""

from typing import Final

from http_api.statements import beside

SQL: Final = beside(__file__)

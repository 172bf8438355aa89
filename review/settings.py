"""What the review service is told from outside."""

from http_api.settings import HttpSettings


class ReviewSettings(HttpSettings):
    """Settings of the review service."""

    review_host: str = "127.0.0.1"
    review_port: int = 19082
    review_origins: str = ""
    """Under which origins devices reach it, such as https://review.example.rw, with blanks between them."""
    people_audience: str = "injyana-review"
    """Of tokens of people."""

"""What `injyana schemas apply` shows."""

from injyana.admin.schemas import Change

OLD = '{"type": "record", "name": "Play", "fields": [{"name": "song", "type": "string"}]}'
NEW = (
    '{"type":"record","name":"Play","fields":[{"name":"song","type":"string"},{"name":"at","type":"long","default":0}]}'
)


def test_a_first_schema() -> None:
    assert list(Change("plays-value", NEW, None).lines()) == ["+ plays-value: first schema"]


def test_a_change_is_shown_as_the_lines_that_differ() -> None:
    lines = list(Change("plays-value", NEW, OLD).lines())
    assert lines[0] == "~ plays-value"
    assert [line.split() for line in lines if line[0] == "+"] == [
        ["+", "},"],
        ["+", "{"],
        ["+", '"name":', '"at",'],
        ["+", '"type":', '"long",'],
        ["+", '"default":', "0"],
    ]


def test_layout_is_no_difference() -> None:
    assert list(Change("plays-value", OLD.replace(" ", ""), OLD).lines()) == ["~ plays-value"]

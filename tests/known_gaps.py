"""What of ``tests/data/pages`` is known to be read wrong, and may not grow.

Page → the fields that differ from its writer's answers. A field that comes
right has to be taken off the list.
"""

GAPS: dict[str, set[str]] = {
    # A headline of another article between two paragraphs, without any sign.
    "text/02-tuoitre.txt": {"junk"},
    "text/39-wordpress.txt": {"junk"},
}

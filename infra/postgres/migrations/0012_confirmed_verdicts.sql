-- depends: 0009_revisions 0010_review

ALTER TABLE play_revisions DROP CONSTRAINT IF EXISTS play_revisions_change_the_verdict;
ALTER TABLE play_revisions DROP CONSTRAINT IF EXISTS play_revisions_change_or_confirm;
ALTER TABLE play_revisions ADD CONSTRAINT play_revisions_change_or_confirm CHECK (human OR verdict <> previous_verdict);
COMMENT ON CONSTRAINT play_revisions_change_or_confirm ON play_revisions IS
    'A machine changes a verdict or leaves it; a person may also confirm it.';
COMMENT ON TABLE play_revisions IS 'Every change of a verdict as it was decided, and every verdict that a person confirmed; the play itself follows by way of plays.scored. Rows are only added.';
COMMENT ON VIEW review_labels IS 'What people judged, one row for each play of each decision in force, with the kind of its case.';

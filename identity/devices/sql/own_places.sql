-- How many of the venues and stations there are that the person answers for; of all there are where no person is named.
SELECT
    (SELECT count(*) FROM venues
     WHERE venue_id = ANY (%(venues)s) AND (%(person)s::uuid IS NULL OR manager_id = %(person)s)) AS venues,
    (SELECT count(*) FROM stations
     WHERE station_id = ANY (%(stations)s) AND (%(person)s::uuid IS NULL OR operator_id = %(person)s)) AS stations

INSERT INTO reconciliations
    (began_at, ended_at, again_from, detections, in_flight, figures, gaps, mended, waits_for)
VALUES (%(began_at)s, %(ended_at)s, %(again_from)s, %(detections)s, %(in_flight)s, %(figures)s, %(gaps)s, %(mended)s,
        %(waits_for)s)

DELETE FROM station_streams WHERE station_id = %(station_id)s AND url <> ALL (%(keep)s)

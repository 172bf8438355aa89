UPDATE unrecognised_plays SET lat = round(lat::numeric, %(decimals)s), lon = round(lon::numeric, %(decimals)s),
    accuracy_m = %(accuracy)s
WHERE played_at >= %(begin)s AND played_at < %(end)s AND lat IS NOT NULL

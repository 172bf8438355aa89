SELECT EXISTS (SELECT FROM dead_letters WHERE stage = 'aggregation' AND state = 'waiting')

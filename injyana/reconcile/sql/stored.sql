-- How far the ledger holds the topics that it reads.
SELECT topic, partition, next_offset FROM sink_offsets WHERE sink = 'timescale-sink'

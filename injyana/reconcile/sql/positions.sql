SELECT topic, partition, next_offset FROM reconciliation_positions

"""Every event of the topics, frozen and typed. Fields are described in schemas/avro, which they mirror.

Events are made by a decode function and changed only by `evolve`. Times are aware and in UTC.
"""

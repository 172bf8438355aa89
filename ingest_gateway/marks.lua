-- Remembers ids with the hash of what they stand for; the first one stays. KEYS: ids.
-- ARGV: seconds to live, and the hashes one after the other, 8 bytes each.
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.sub(ARGV[2], 8 * i - 7, 8 * i), 'NX', 'EX', ARGV[1])
end
return #KEYS

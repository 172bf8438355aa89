-- Remembers ids with the hash of what they stand for; the first one stays. KEYS: ids. ARGV: seconds to live, then hashes.
for i, key in ipairs(KEYS) do
  redis.call('SET', key, ARGV[i + 1], 'NX', 'EX', ARGV[1])
end
return #KEYS

-- Token buckets. KEYS: one for each taking, the same may come twice. ARGV: for each, tokens a millisecond, size, cost.
-- Answers, for each, 1 or 0 for whether the cost was taken, and the whole tokens left.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local out = {}
for i, key in ipairs(KEYS) do
  local rate, size, cost = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local bucket = redis.call('HMGET', key, 'tokens', 'at')
  local tokens, at = tonumber(bucket[1]) or size, tonumber(bucket[2]) or now
  tokens = math.min(size, tokens + math.max(0, now - at) * rate)
  local passed = 0
  if tokens >= cost then
    tokens = tokens - cost
    passed = 1
  end
  redis.call('HSET', key, 'tokens', tostring(tokens), 'at', string.format('%d', now))
  redis.call('PEXPIRE', key, math.ceil(size / rate) + 1000)
  out[2 * i - 1] = passed
  out[2 * i] = math.floor(tokens)
end
return out

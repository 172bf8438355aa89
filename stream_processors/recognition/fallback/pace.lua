-- The next moment at which a question may be sent. KEYS: the service. ARGV: milliseconds between two questions.
-- Answers 0 where one may be sent now, which it then counts, or the milliseconds to wait.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local at = tonumber(redis.call('GET', KEYS[1])) or 0
local gap = tonumber(ARGV[1])
if at > now and at <= now + gap then
  return at - now
end
redis.call('SET', KEYS[1], string.format('%d', now + gap), 'PX', 2 * gap)
return 0

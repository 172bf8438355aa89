-- wrk's part of benchmarks/gateway.py: every play has an id of its own, so that none is a duplicate.
-- Arguments: path, file of the token, file of one play without its id, plays in a request (0: a single play), run id,
-- and, of a device that signs, the file of what benchmarks/gateway_heads.py signed for each request.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local function read(name)
  local file = assert(io.open(name))
  local text = file:read("*a")
  file:close()
  return text
end

function init(args)
  local token, play = read(args[2]), read(args[3])
  path, size = args[1], tonumber(args[4])
  rest = '",' .. play:sub(2)
  start = '{"event_id":"' .. string.format("%s-%04x-7", args[5], number)
  made = 0
  heads = args[6] and io.lines(args[6])
  headers = { ["Content-Type"] = "application/json", ["Authorization"] = (heads and "DPoP " or "Bearer ") .. token }
end

local function signed()
  local line = assert(heads(), "more requests than were signed")
  local dpop, digest, input, signature = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)$")
  headers["DPoP"], headers["Content-Digest"] = dpop, digest
  headers["Signature-Input"], headers["Signature"] = input, signature
end

local function one()
  made = made + 1
  return start .. string.format("000-8000-%012x", made) .. rest
end

function request()
  if heads then
    signed()
  end
  if size == 0 then
    return wrk.format("POST", path, headers, one())
  end
  local plays = {}
  for i = 1, size do
    plays[i] = one()
  end
  return wrk.format("POST", path, headers, '{"plays":[' .. table.concat(plays, ",") .. "]}")
end

function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
